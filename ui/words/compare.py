"""Words of the Compare tab."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CompareWords:
    """The Compare tab."""

    topic: str
    placeholder: str
    run: str
    districts: str
    suggestions: str
    empty: str
    nothing_to_compare: str
    no_topic: str
    too_long: str
    district: str
    said: str
    source: str
    not_mentioned: str
    summary: str
    nowhere: str
    figures: str
    figures_note: str
    as_csv: str
    as_xlsx: str
    open: str
    unexpected: str


ZH = CompareWords(
    topic="对照的主题",
    placeholder="例如：城市更新，或：要推进多少个重点项目？",
    run="逐区对照",
    districts="地区（不选则对照全部地区）",
    suggestions="资料里多个地区都谈到的主题",
    empty="输入一个主题，按回车。每个地区一行：原文怎么说，出自哪里；没有谈到的写“未提及”。",
    nothing_to_compare="资料里没有识别出地区，无法逐区对照。请在“资料”页添加写明地区的文件。",
    no_topic="请先输入要对照的主题。",
    too_long="主题太长（{0} 字），请缩短到 {1} 字以内。",
    district="地区",
    said="原文怎么说",
    source="出处",
    not_mentioned="未提及",
    summary="{total} 个地区中 {mentioned} 个谈到，{missing} 个未提及 · 用时 {ms} ms",
    nowhere="所选地区的资料都没有谈到这个主题。请换一个说法，或在“资料”页确认是否已收录有关文件。",
    figures="各区数字（单位：{0}）",
    figures_note="数字逐字取自引文；各区的口径和年份可能不同，请点标号对照原文。",
    as_csv="导出 CSV",
    as_xlsx="导出 Excel",
    open="在《{0}》中查看原文",
    unexpected="出了意外，这次对照没有完成。请再试一次；如果仍然这样，请查看启动程序的窗口里的记录。",
)
EN = CompareWords(
    topic="Topic to compare",
    placeholder="A matter or a question, in Chinese; Enter compares",
    run="Compare",
    districts="Districts (all when none is chosen)",
    suggestions="Topics that several districts speak of",
    empty="Enter a topic. One row a district: what its documents say, word for word, and where, "
    "or that they say nothing.",
    nothing_to_compare="No district was found in the documents. Add some that name one.",
    no_topic="Enter a topic first.",
    too_long="The topic has {0} characters; {1} are the most.",
    district="District",
    said="In its own words",
    source="Source",
    not_mentioned="Not mentioned",
    summary="{mentioned} of {total} districts speak of it, {missing} do not · {ms} ms",
    nowhere="None of the chosen districts speaks of this. Try other words.",
    figures="Figures by district (unit: {0})",
    figures_note="Figures are quoted as written; they may be of different kinds and years.",
    as_csv="Export CSV",
    as_xlsx="Export Excel",
    open="Read it in 《{0}》",
    unexpected="Something went wrong. Try again, or look at the program's own window.",
)
