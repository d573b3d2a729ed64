"""Words of the Ask tab."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AskWords:
    """The chat, what stands under an answer, and the evidence beside it."""

    # asking
    chat: str
    question: str
    placeholder: str
    send: str
    only: str
    only_which: str
    welcome: str
    welcome_covered: str
    and_more: str
    no_documents: str
    no_question: str
    too_long: str
    pending: str
    checking: str
    fluent: str
    not_kept: str
    # conversations
    past: str
    unasked: str
    new: str
    delete: str
    sure: str
    export_markdown: str
    export_word: str
    nothing_to_export: str
    # under an answer
    scope: str
    everywhere: str
    add: str
    narrow: str
    automatic: str
    drop: str
    followed: str
    searched: str
    numbers_checked: str
    numbers_unchecked: str
    quotes_exact: str
    quotes_moved: str
    milliseconds: str
    extractive: str
    worded: str
    not_shown: str
    repaired: str
    dropped: str
    refused: str
    covered: str
    show_nearest: str
    show_evidence: str
    copy: str
    copied: str
    retry: str
    like: str
    dislike: str
    # evidence
    evidence: str
    evidence_empty: str
    nothing_near: str
    nearest: str
    unfold: str
    fold: str
    moved: str
    no_district: str
    untitled: str
    # export
    record: str
    exported: str
    sources: str


ZH = AskWords(
    chat="对话",
    question="问题",
    placeholder="请输入问题，按回车发送",
    send="发送",
    only="限定地区",
    only_which="只在这些地区的资料里找（不选则按问题判断）",
    welcome="资料共 {documents} 份",
    welcome_covered="，覆盖 {count} 个地区：{names}",
    and_more="等",
    no_documents="还没有可以查找的资料。请在“资料”页上传，或运行 youju index 建立索引。",
    no_question="请先输入问题。",
    too_long="问题太长（{} 字），请控制在 {} 字以内。",
    pending="正在查找……",
    checking="正在写下一句，核对后显示……",
    fluent="由语言模型组织语言（每一句都与原文核对，不合的换成原文）",
    not_kept="这段对话没能保存（{}），请检查索引文件夹的写入权限。",
    past="历史对话",
    unasked="（新对话）",
    new="新对话",
    delete="删除",
    sure="删除这段对话？删除后不能恢复。",
    export_markdown="导出 Markdown",
    export_word="导出 Word",
    nothing_to_export="还没有可以导出的内容，请先提问。",
    scope="检索范围",
    everywhere="全部 {} 个地区",
    add="添加地区",
    narrow="限定地区",
    automatic="恢复自动判断",
    drop="去掉这个地区，重新回答",
    followed="承接上文",
    searched="检索了 {documents} 份文件、{districts} 个地区",
    numbers_checked="数字已核对",
    numbers_unchecked="数字未能核对",
    quotes_exact="引文逐字一致",
    quotes_moved="引文与原文不一致",
    milliseconds="{} 毫秒",
    extractive="原文摘取",
    worded="语言模型组织、逐句核对",
    not_shown="语言模型有句子没有通过核对，原因：",
    repaired="已换成原文：",
    dropped="已删去：",
    refused="资料里没有答案",
    covered="资料覆盖的地区：{}",
    show_nearest="查看最接近的原文",
    show_evidence="查看依据",
    copy="复制",
    copied="已复制",
    retry="重试",
    like="有用",
    dislike="有误",
    evidence="依据",
    evidence_empty="提问之后，这里会列出答案的出处和原文；点答案里的 [1]，就会找到它依据的那句话。",
    nothing_near="没有找到相关的原文。",
    nearest="最接近的原文（未作为依据）",
    unfold="展开整段",
    fold="收起",
    moved="文档已经变动，无法在原文中定位这段引文。",
    no_district="未标明地区",
    untitled="无标题",
    record="对话记录",
    exported="导出时间：{}",
    sources="依据",
)
EN = AskWords(
    chat="Conversation",
    question="Question",
    placeholder="Ask in Chinese; Enter sends",
    send="Send",
    only="Choose districts",
    only_which="Search only these districts (none: as the question says)",
    welcome="Documents: {documents}",
    welcome_covered="; districts: {count} ({names})",
    and_more=" and more",
    no_documents="Nothing to search yet. Upload documents in the Documents tab, or run youju index.",
    no_question="Please type a question first.",
    too_long="The question is too long ({} characters); the limit is {}.",
    pending="Searching…",
    checking="Writing the next sentence; it is shown once checked…",
    fluent="Worded by a language model (every sentence is checked against the source)",
    not_kept="This conversation could not be kept ({}); check that the index folder is writable.",
    past="Conversations",
    unasked="(new conversation)",
    new="New",
    delete="Delete",
    sure="Delete this conversation? It cannot be restored.",
    export_markdown="To Markdown",
    export_word="To Word",
    nothing_to_export="Nothing to export yet: ask a question first.",
    scope="Searched in",
    everywhere="all {} districts",
    add="Add a district",
    narrow="Choose districts",
    automatic="Work it out again",
    drop="Ask again without this district",
    followed="from before",
    searched="Documents searched: {documents}, districts: {districts}",
    numbers_checked="numbers checked",
    numbers_unchecked="numbers not checked",
    quotes_exact="quotes verbatim",
    quotes_moved="quotes differ from the document",
    milliseconds="{} ms",
    extractive="quoted from the documents",
    worded="worded by a language model, checked sentence by sentence",
    not_shown="Sentences of the language model that did not pass, and why:",
    repaired="Replaced by the source: ",
    dropped="Left out: ",
    refused="Not in the documents",
    covered="Districts covered: {}",
    show_nearest="Show the nearest passages",
    show_evidence="Show the evidence",
    copy="Copy",
    copied="Copied",
    retry="Retry",
    like="Helpful",
    dislike="Wrong",
    evidence="Evidence",
    evidence_empty="After you ask, the sources of the answer are shown here; a mark such as [1] leads to its own.",
    nothing_near="No related passage was found.",
    nearest="Nearest passages (not used as evidence)",
    unfold="Whole paragraph",
    fold="Fold",
    moved="The document has changed; this quote cannot be shown in its place.",
    no_district="No district given",
    untitled="Untitled",
    record="Conversation",
    exported="Exported: {}",
    sources="Sources",
)
