"""Words of the Quality tab."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class QualityWords:
    """The Quality tab."""

    empty: str
    unreadable: str
    no_home: str
    refresh: str
    run: str
    moved: str
    whole_report: str
    measure: str
    split: dict[str, str]
    questions: str
    measures: dict[str, str]
    by_type: str
    type: str
    count: str
    failed: str
    time: str
    types: dict[str, str]
    failures: str
    more_failures: str
    none_failed: str
    answer: str
    missing: str
    should_answer: str
    should_refuse: str
    wrong_number: str
    wrong_district: str
    incomplete: str
    broken: str


ZH = QualityWords(
    empty="还没有评测结果。请运行这条命令，再点“刷新”：",
    unreadable="上一次的评测结果读不出来（{0}）。请重新运行：",
    no_home="这里的资料不在索引文件夹里，没有评测结果。",
    refresh="刷新",
    run="评测于 {created}，{pairs} 题，引擎 {engine}，向量模型 {model}，{documents} 份资料、{chunks} 个片段。",
    moved="资料在评测之后有过变动，下面是变动之前的成绩。要得到现在的成绩，请重新运行：",
    whole_report="完整的报告（每题的证据、名次与曲线）在文件 {0}，可用浏览器打开。",
    measure="指标",
    split={"dev": "开发集", "test": "测试集", "all": "全部"},
    questions="{0}（{1} 题）",
    measures={
        "facts": "事实齐全",
        "numbers": "数字正确",
        "wrong_number": "错误数字",
        "wrong_district": "错误地区",
        "citation_precision": "引用精确率",
        "evidence_recall": "证据召回率",
        "verbatim": "引用逐字一致",
        "refusal": "拒答判断正确",
    },
    by_type="按题型",
    type="题型",
    count="题数",
    failed="未通过",
    time="用时 p50 / p95（毫秒）",
    types={
        "fact": "事实",
        "list": "列举",
        "which": "哪些地区",
        "compare": "比较",
        "summary": "概括",
        "multi_turn": "追问",
        "unanswerable": "无法回答",
        "all": "合计",
    },
    failures="未通过的题（{0}）",
    more_failures="这里列出前 {0} 题，其余见完整的报告。",
    none_failed="没有未通过的题。",
    answer="回答",
    missing="缺少",
    should_answer="该答未答",
    should_refuse="该拒未拒",
    wrong_number="错误数字",
    wrong_district="错误地区",
    incomplete="事实不全",
    broken="违反不变式",
)
EN = QualityWords(
    empty="No evaluation yet. Run this, then press Refresh:",
    unreadable="The last evaluation cannot be read ({0}). Run it again:",
    no_home="These documents are not in an index folder; there is no evaluation of them.",
    refresh="Refresh",
    run="Evaluated {created}: {pairs} questions, engine {engine}, model {model}, "
    "{documents} documents, {chunks} passages.",
    moved="The documents have changed since. For scores as they are now, run:",
    whole_report="The whole report is in the file {0}; open it in a browser.",
    measure="Measure",
    split={"dev": "Development", "test": "Test", "all": "All"},
    questions="{0} ({1} questions)",
    measures={
        "facts": "Facts complete",
        "numbers": "Numbers right",
        "wrong_number": "Wrong numbers",
        "wrong_district": "Wrong districts",
        "citation_precision": "Citation precision",
        "evidence_recall": "Evidence recall",
        "verbatim": "Quotes word for word",
        "refusal": "Right to refuse or answer",
    },
    by_type="By type of question",
    type="Type",
    count="Questions",
    failed="Failed",
    time="Time p50 / p95 (ms)",
    types={
        "fact": "Fact",
        "list": "List",
        "which": "Which districts",
        "compare": "Compare",
        "summary": "Summary",
        "multi_turn": "Follow-up",
        "unanswerable": "Unanswerable",
        "all": "All",
    },
    failures="Questions that failed ({0})",
    more_failures="The first {0}; the others are in the whole report.",
    none_failed="No question failed.",
    answer="Answer",
    missing="Missing",
    should_answer="should have answered",
    should_refuse="should have refused",
    wrong_number="wrong number",
    wrong_district="wrong district",
    incomplete="facts incomplete",
    broken="invariant broken",
)
