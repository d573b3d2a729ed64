"""Small but whole files of every format, to be damaged."""

from __future__ import annotations

import io
import json
import re
import zipfile
import zlib
from functools import cache

import docx
import openpyxl

from tests.conftest import SEEDS
from tests.index.test_load import pdf

TEXT = """---
区: 市南区
日期: 2026-01-20
---
# 青岛各区市谈高质量发展

#### 市南区委书记王锋：建设海洋经济示范区

**今年**推进8个重点项目，总投资超百亿元，增长5.8%。力争年内开工建
设３个。

- 12 -
一、项目
| 区 | 项目 |
|---|---|
| 市南区 | 8个 |

#### 市北区委书记张永国：老城焕新
（一）改造“老旧小区”45个，惠及3000户居民；新增停车泊位5200个。
"""
HTML = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>站点</title><style>p{}</style>
</head><body><nav><a href="/">首页</a></nav><h1>市南区委书记王锋：<em>发展</em></h1>
<p>推进<b>8个</b>重点项目，A&amp;B&nbsp;&#x5171;建。<img src="i.png" alt="图"></p>
<table><tr><th>区</th><th>项目</th></tr><tr><td colspan="2">市南区</td><td>8个</td></tr></table>
<ul><li>甲<ol><li>乙</li></ol></li></ul><pre>行一
行二</pre><svg><path d="M0 0"/></svg><!-- 注 --><![CDATA[x]]><footer>备案号</footer></body></html>"""
PAIR = {
    "id": "q001",
    "question": "市南区有多少个重点项目？",
    "type": "fact",
    "answerable": True,
    "split": "dev",
    "districts": ["市南区"],
    "answer_contains": [["8个"], ["百亿", "100亿"]],
    "evidence": ["推进8个重点项目"],
    "history": [["市南区怎么样？", "很好。"]],
}


_PDF = pdf("市南区推进8个重点项目，", "总投资超百亿元。")


@cache
def originals() -> dict[str, tuple[bytes, ...]]:
    """The bytes of whole files by ending; also of those that no loader takes (.xlsx, .csv)."""
    return {
        ".txt": tuple(TEXT.encode(e) for e in ("utf-8", "utf-8-sig", "gb18030", "utf-16")),
        ".md": (TEXT.encode(),),
        ".html": (HTML.encode(), HTML.replace("utf-8", "gbk").encode("gbk")),
        ".docx": (_docx(),),
        ".pdf": (_PDF, _deflated(_PDF)),
        ".xlsx": (_xlsx(),),
        ".csv": ('区,项目,投资\r\n市南区,8,"100,亿"\r\n市北区,,\r\n'.encode("gb18030"),),
        ".jsonl": ((json.dumps(PAIR, ensure_ascii=False) + "\n").encode(),),
        "youju.toml": (
            'home = ".youju"\nmodel = "zh-e5-small"\nsources = ["资料"]\nmax_file_mb = 0.5\n'
            "max_pages = 10\nparse_timeout = 1e2\nport = 0x1ea4\nllm_base_url = ''\n".encode(),
        ),
        "districts.toml": ((SEEDS / "districts.toml").read_bytes(),),
        "told.toml": (
            'title = "武侯区政府工作报告"\ndistricts = ["武侯区"]\nwhole = true\n'
            'speaker = "林丽"\ndate = "2026-01-20"\n'.encode(),
        ),
    }


def _deflated(data: bytes) -> bytes:
    """A PDF with the streams compressed that get shorter by it, so that nothing else moves."""

    def deflate(match: re.Match[bytes]) -> bytes:
        stream = zlib.compress(match[1])
        head = b"<< /Length %d /Filter /FlateDecode >>" % len(stream)
        short = b"\n".join([head, b"stream", stream, b"endstream"])
        return short.ljust(len(match[0])) if len(short) <= len(match[0]) else match[0]

    return re.sub(rb"<< /Length \d+ >>\nstream\n(.*?)\nendstream", deflate, data, flags=re.DOTALL)


def zipped(parts: dict[str, bytes]) -> bytes:
    """An archive of ``parts`` by name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def unzipped(data: bytes) -> dict[str, bytes]:
    """The parts of an archive by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _docx() -> bytes:
    document = docx.Document()
    document.add_paragraph("青岛各区市谈发展", style="Title")
    document.add_heading("市南区委书记王锋：建设海洋经济示范区", 1)
    paragraph = document.add_paragraph("今年推进")
    paragraph.add_run("8个").bold = True
    paragraph.add_run("重点项目。")
    document.add_paragraph("条目", style="List Bullet")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ["区", "数量", "市南区", "8"], strict=True):
        cell.text = text
    # The styles that nothing has take most of the time of reading it.
    used = {item.style.name for item in document.paragraphs if item.style}
    for style in list(document.styles):
        if style.name not in used:
            style.delete()
    buffer = io.BytesIO()
    document.save(buffer)
    parts = unzipped(buffer.getvalue())
    del parts["word/stylesWithEffects.xml"], parts["docProps/thumbnail.jpeg"]
    return zipped(parts)


def _xlsx() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["区", "项目"])
    sheet.append(["市南区", 8])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
