"""Words of the Documents tab."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DocumentsWords:
    """The Documents tab."""

    empty: str
    summary: str
    title: str
    districts: str
    speaker: str
    date: str
    characters: str
    chunks: str
    uploaded: str
    read: str
    remove: str
    untitled: str
    none: str
    and_more: str
    read_only: str
    # adding
    add_head: str
    choose: str
    preview_head: str
    facts: str
    found_districts: str
    found_none: str
    field_title: str
    field_districts: str
    field_other_districts: str
    field_whole: str
    field_date: str
    field_speaker: str
    cleaned: str
    leave_out: str
    add: str
    wrong_date: str
    nothing_chosen: str
    # removing
    ask_remove: str
    removes_upload: str
    removes_other: str
    cancel: str
    yes_remove: str
    gone: str
    # going on
    adding: str
    removing: str
    stages: dict[str, str]
    added: str
    removed: str
    failed: str
    unexpected: str


ZH = DocumentsWords(
    empty="还没有资料。请在下面添加文件，或运行 youju index 建立索引。",
    summary="{documents} 份资料，{districts} 个地区，{characters} 字，{chunks} 个检索片段",
    title="资料",
    districts="地区",
    speaker="讲话人",
    date="日期",
    characters="字数",
    chunks="片段",
    uploaded="上传",
    read="阅读《{0}》全文",
    remove="删除",
    untitled="无标题",
    none="未识别",
    and_more="等 {0} 个",
    read_only="这里的资料只能查看：要添加或删除，请运行 youju chat 打开一个索引文件夹。",
    add_head="添加资料",
    choose="选择文件：.txt .md .html .docx .pdf，可一次选几份",
    preview_head="加入之前请核对",
    facts="{characters} 字，{sections} 段",
    found_districts="识别出的地区：{0}",
    found_none="没有识别出地区，请填写；不填则只在不限地区的问题中查到。",
    field_title="标题",
    field_districts="地区（可改，可输入新的名称后回车）",
    field_other_districts="小标题里没有写明地区的段落属于（可不填）",
    field_whole="整份都算作上面填的地区，不看小标题",
    field_date="日期，如 2024-01-31（可不填）",
    field_speaker="讲话人（可不填）",
    cleaned="查看清洗后的正文",
    leave_out="不加入",
    add="加入这 {0} 份资料",
    wrong_date="日期“{0}”看不懂，请写成 2024-01-31 或 2024。",
    nothing_chosen="没有可以加入的文件。请先选择文件。",
    ask_remove="删除《{0}》？",
    removes_upload="它的原文件也会从索引文件夹里删除，不能恢复。",
    removes_other="只从索引里删除，原文件 {0} 不动；只要它还在原处，下次运行 youju index 会重新收录。",
    cancel="取消",
    yes_remove="删除",
    gone="这份资料已经不在索引里。",
    adding="正在加入{0}",
    removing="正在删除{0}",
    stages={
        "read": "读取",
        "embed": "计算向量 {done}/{total}",
        "write": "写入索引",
        "open": "启用新索引",
    },
    added="已加入{0}，现在就可以提问。",
    removed="已删除{0}。",
    failed="没有完成：{0}",
    unexpected="出了意外，资料没有改动。请再试一次；如果仍然这样，请查看启动程序的窗口里的记录。",
)
EN = DocumentsWords(
    empty="No documents yet. Add files below, or run youju index.",
    summary="{documents} documents, {districts} districts, {characters} characters, "
    "{chunks} passages",
    title="Document",
    districts="Districts",
    speaker="Speaker",
    date="Date",
    characters="Characters",
    chunks="Passages",
    uploaded="uploaded",
    read="Read 《{0}》 in full",
    remove="Remove",
    untitled="Untitled",
    none="none found",
    and_more="and others, {0} in all",
    read_only="Read only: run youju chat on an index folder to add and remove documents.",
    add_head="Add documents",
    choose="Choose files: .txt .md .html .docx .pdf, several at once if you like",
    preview_head="Please check before adding",
    facts="{characters} characters, {sections} sections",
    found_districts="Districts found: {0}",
    found_none="No district was found. Without one it is found only by questions about all.",
    field_title="Title",
    field_districts="Districts (type a new name and press Enter)",
    field_other_districts="Sections whose heading names no district belong to (optional)",
    field_whole="The whole document belongs to these, whatever its headings say",
    field_date="Date, such as 2024-01-31 (optional)",
    field_speaker="Speaker (optional)",
    cleaned="The cleaned text",
    leave_out="Leave out",
    add="Add {0}",
    wrong_date="“{0}” is no date; write 2024-01-31 or 2024.",
    nothing_chosen="Nothing to add. Choose files first.",
    ask_remove="Remove 《{0}》?",
    removes_upload="Its file is deleted from the index folder as well, for good.",
    removes_other="It leaves the index only; the file {0} stays, and youju index takes it in again.",
    cancel="Cancel",
    yes_remove="Remove",
    gone="This document is no longer indexed.",
    adding="Adding {0}",
    removing="Removing {0}",
    stages={
        "read": "reading",
        "embed": "embedding {done}/{total}",
        "write": "writing",
        "open": "opening the new index",
    },
    added="Added {0}. You can ask about it now.",
    removed="Removed {0}.",
    failed="Not done: {0}",
    unexpected="Something went wrong; the documents are unchanged. Try again.",
)
