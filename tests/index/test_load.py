"""Files in, text out: what is read, and what a person is told about what cannot be read."""

from __future__ import annotations

import io
import socket
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest

from index.errors import DocumentError, UsageError
from index.limits import DEFAULT_LIMITS, Limits
from index.load import Source, find_sources, read_source, split_front_matter

TEXT = "市南区推进8个重点项目，总投资超百亿元。\n即墨区另有安排。"


def write(folder: Path, name: str, content: bytes | str) -> Source:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return Source(path, name)


def refusal(source: Source, limits: Limits = DEFAULT_LIMITS) -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        read_source(source, limits)
    assert source.name in caught.value.message
    assert caught.value.remedy
    return caught.value


def pdf(*lines: str, names: bool = True, encrypt: str = "") -> bytes:
    """A one-page PDF that shows ``lines``; without ``names`` its font only numbers its glyphs."""
    shown = " ".join(f"<{line.encode('utf-16-be').hex()}> Tj 0 -20 Td" for line in lines)
    characters = sorted({f"{ord(char):04x}" for char in "".join(lines)})
    streams = [
        f"BT /F1 12 Tf 72 720 Td {shown} ET" if lines else "",
        f"begincmap 1 begincodespacerange <0000> <ffff> endcodespacerange"
        f" {len(characters)} beginbfchar {' '.join(f'<{c}> <{c}>' for c in characters)} endbfchar"
        " endcmap",
    ]
    bodies = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        " /Resources << /Font << /F1 6 0 R >> >> >>",
        *(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream" for stream in streams),
        "<< /Type /Font /Subtype /Type0 /BaseFont /Some /Encoding /Identity-H"
        f" /DescendantFonts [7 0 R] {'/ToUnicode 5 0 R' if names else ''} >>",
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /Some /FontDescriptor 8 0 R"
        " /CIDSystemInfo << /Registry (Some) /Ordering (Order) /Supplement 0 >> >>",
        "<< /Type /FontDescriptor /FontName /Some /Flags 6 /Ascent 752 /Descent -271"
        " /CapHeight 737 /StemV 58 /ItalicAngle 0 /FontBBox [-25 -254 1000 880] >>",
    ]
    out = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(bodies, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    trailer = f"<< /Size {len(bodies) + 1} /Root 1 0 R {encrypt} >>"
    end = f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n{table}trailer\n{trailer}\n"
    return out + f"{end}startxref\n{len(out)}\n%%EOF".encode()


# Finding


def test_folder_is_listed_by_name_without_hidden_and_foreign_files(tmp_path: Path) -> None:
    for name in ("b.txt", "a/c.MD", "a/.hidden.txt", ".git/x.txt", "districts.toml", "~$b.docx"):
        write(tmp_path, name, "文")
    sources = find_sources([tmp_path])
    assert [source.name for source in sources] == ["a/c.MD", "b.txt"]
    assert sources[1].path == tmp_path / "b.txt"


def test_a_file_reached_twice_is_listed_once(tmp_path: Path) -> None:
    direct = write(tmp_path, "a/one.txt", "文").path
    names = [source.name for source in find_sources([direct, tmp_path, tmp_path / "a"])]
    assert names == ["one.txt"]


def test_links_that_leave_the_folder_are_not_followed(tmp_path: Path) -> None:
    outside = write(tmp_path, "outside/secret.txt", "密").path
    inside = write(tmp_path, "in/real.txt", "文").path
    (tmp_path / "in/file.txt").symlink_to(outside)
    (tmp_path / "in/folder").symlink_to(outside.parent)
    (tmp_path / "in/loop").symlink_to(inside.parent)
    (tmp_path / "in/same.txt").symlink_to(inside)
    (tmp_path / "in/broken.txt").symlink_to(tmp_path / "nowhere")
    assert [source.name for source in find_sources([tmp_path / "in"])] == ["real.txt"]


def test_files_of_one_name_keep_their_whole_path(tmp_path: Path) -> None:
    for folder in ("甲", "乙"):
        write(tmp_path, f"{folder}/报告.txt", "文")
    names = [source.name for source in find_sources([tmp_path / "甲", tmp_path / "乙"])]
    assert names == [f"{tmp_path.as_posix()}/{folder}/报告.txt" for folder in ("甲", "乙")]


def test_missing_path(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"找不到 .*没有\.txt"):
        find_sources([tmp_path / "没有.txt"])


def test_unsupported_ending_lists_the_formats(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"表\.xlsx 的格式不支持.*\.docx、\.pdf"):
        find_sources([write(tmp_path, "表.xlsx", "文").path])


def test_folder_without_readable_files(tmp_path: Path) -> None:
    write(tmp_path, "a.csv", "文")
    with pytest.raises(DocumentError, match="没有能读的文件"):
        find_sources([tmp_path])


def test_no_path_at_all() -> None:
    with pytest.raises(UsageError):
        find_sources([])


def test_file_that_vanished_since(tmp_path: Path) -> None:
    assert "找不到" in refusal(Source(tmp_path / "gone.txt", "gone.txt")).message


# Text and Markdown


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("name", ["a.txt", "a.markdown"])
def test_encodings(tmp_path: Path, encoding: str, name: str) -> None:
    assert read_source(write(tmp_path, name, TEXT.encode(encoding))) == TEXT


def test_text_comes_back_untouched(tmp_path: Path) -> None:
    text = "  # 标题\r\n**粗** 一_二\t\x0c末"
    assert read_source(write(tmp_path, "a.md", text)) == text


@pytest.mark.parametrize("content", [b"", b" \r\n\t", "\ufeff".encode(), "\u3000\n".encode()])
def test_empty_file(tmp_path: Path, content: bytes) -> None:
    refusal(write(tmp_path, "空.txt", content))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "图片"),
        (b"%PDF-1.7\n%\xe2\xe3", r".pdf"),
        (b"PK\x03\x04\x14\0", r".docx"),
        (b"\x7fELF\x02\x01\x01\0\0", "二进制"),
        (bytes(range(1, 32)) * 40 + b"text", "二进制"),
    ],
)
def test_binary_renamed_txt(tmp_path: Path, content: bytes, told: str) -> None:
    assert told in str(refusal(write(tmp_path, "假.txt", content)))


def test_unknown_encoding(tmp_path: Path) -> None:
    assert "编码" in refusal(write(tmp_path, "a.txt", b"\xff\xfa\xfb ascii")).message


def test_utf8_cut_inside_a_character_is_not_taken_for_gb18030(tmp_path: Path) -> None:
    assert "第 2 行" in refusal(write(tmp_path, "a.txt", TEXT.encode()[:-4])).message


def test_fifty_megabyte_line_is_refused_at_once(tmp_path: Path) -> None:
    source = write(tmp_path, "长.txt", "字" * (50 * 1024 * 1024 // 3))
    assert "max_chars" in refusal(source).remedy
    assert "50.0 MB" in refusal(source, Limits(bytes=1_000_000)).message


def test_limits_are_inclusive(tmp_path: Path) -> None:
    source = write(tmp_path, "a.txt", "甲乙丙")
    assert read_source(source, Limits(bytes=9, chars=3)) == "甲乙丙"
    refusal(source, Limits(bytes=8))
    refusal(source, Limits(chars=2))


# HTML

PAGE = """<!DOCTYPE html><html><head><meta charset="gbk"><title>站点</title>
<style>p{}</style><script>var x = "脚本";</script></head><body>
<nav><a href="/">首页</a></nav><h1>区长谈<em>发展</em></h1>
<p>推进<b>8个</b><a href="http://192.0.2.1/x">重点项目</a>，A&amp;B&nbsp;共建，海洋
   经济 a_b*c [1] &lt;8%。<img src="http://192.0.2.1/i.png" alt="图"></p>
<center>居中</center><center>另行</center>
<ul><li>甲</li><li>乙</li></ul>
<table><tr><th>区</th><th>项目</th></tr><tr><td>市南区</td><td>8|个</td></tr></table>
<iframe src="http://192.0.2.1/f"></iframe><footer>备案号</footer></body></html>"""


def test_html_keeps_the_words_and_fetches_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_network(*args: Any) -> None:
        raise AssertionError(args)

    monkeypatch.setattr(socket.socket, "connect", no_network)
    text = read_source(write(tmp_path, "a.html", PAGE.encode("gbk")))
    assert [line for line in text.split("\n") if line] == [
        "# 区长谈发展",
        "推进8个重点项目，A&B\xa0共建，海洋经济 a_b*c [1] <8%。",
        "居中",
        "另行",
        "- 甲",
        "- 乙",
        "区 | 项目",
        "市南区 | 8|个",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_html_whose_charset_is_wrong_or_unknown(tmp_path: Path, encoding: str) -> None:
    page = '<meta charset="{}"><p>市南区</p>'
    for declared in ("gbk", "utf-8", "no-such-charset", "hex"):
        content = page.format(declared).encode(encoding)
        assert read_source(write(tmp_path, "a.htm", content)) == "市南区"


def test_html_declared_big5(tmp_path: Path) -> None:
    content = '<meta http-equiv=x content="text/html; charset=big5"><p>臺灣</p>'.encode("big5")
    assert read_source(write(tmp_path, "a.html", content)) == "臺灣"


def test_html_layout_table_is_no_table(tmp_path: Path) -> None:
    page = (
        "<table><tr><td>栏</td><td><h2>题</h2><p>一段。</p><p>二段。</p>"
        "<table><tr><td>a</td><td>b</td></tr></table></td></tr></table><pre>行一\n行二</pre>尾"
    )
    text = read_source(write(tmp_path, "a.html", page))
    lines = [line for line in text.split("\n") if line]
    assert lines == ["栏", "## 题", "一段。", "二段。", "a | b", "行一", "行二", "尾"]


def test_html_without_words(tmp_path: Path) -> None:
    assert "没有文字" in refusal(write(tmp_path, "a.html", "<p><img src=x></p>")).message


def test_html_with_a_long_run_of_line_breaks(tmp_path: Path) -> None:
    page = f"<p>甲{chr(10) * 200_000}<b>b</b></p>"
    assert read_source(write(tmp_path, "a.html", page)).split() == ["甲", "b"]


def test_html_nested_beyond_reason(tmp_path: Path) -> None:
    page = "<div>" * 3000 + "深处" + "</div>" * 3000
    assert read_source(write(tmp_path, "a.html", page)) == "深处"


# Word


def word(document: Any) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_docx_headings_table_and_plain_words(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("总标题", style="Title")
    document.add_heading("市南区", 1)
    document.add_heading("产业", 2)
    paragraph = document.add_paragraph("推进a_b*c [1] ")
    paragraph.add_run("8个").bold = True
    paragraph.add_run("项目<b>，100m").italic = True
    paragraph.add_run("2").font.superscript = True
    document.add_paragraph("条目", style="List Bullet")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ["区", "数量", "市南\n区", "8|个"], strict=True):
        cell.text = text
    text = read_source(write(tmp_path, "a.docx", word(document)))
    assert [line for line in text.split("\n") if line] == [
        "# 总标题",
        "# 市南区",
        "## 产业",
        "推进a_b*c [1] 8个项目<b>，100m2",
        "- 条目",
        "区 | 数量",
        "市南 区 | 8|个",
    ]


def test_docx_footnote_marks_are_left_out(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("正文MARK。")
    plain = io.BytesIO(word(document))
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    note = f'<w:footnotes {space}><w:footnote w:id="2"><w:p><w:r><w:t>注文</w:t></w:r></w:p>'
    changed = io.BytesIO()
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            part = old.read(name).decode("utf-8", "surrogateescape")
            part = part.replace(
                "MARK", '</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t>'
            )
            if name == "word/_rels/document.xml.rels":
                kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
                link = f'<Relationship Id="n" Type="{kind}/footnotes" Target="footnotes.xml"/>'
                part = part.replace("</Relationships>", link + "</Relationships>")
            new.writestr(name, part.encode("utf-8", "surrogateescape"))
        new.writestr("word/footnotes.xml", note + "</w:footnote></w:footnotes>")
    text = read_source(write(tmp_path, "a.docx", changed.getvalue()))
    assert [line for line in text.split("\n") if line] == ["正文。", "1. 注文"]


def test_damaged_docx(tmp_path: Path) -> None:
    content = word(docx.Document())
    for damaged in (content[: len(content) // 2], b"PK\x03\x04 no archive", b"plain text"):
        error = refusal(write(tmp_path, "坏.docx", damaged))
        assert "Word" in error.message
        assert error.__cause__ is not None


def test_archive_that_is_no_docx(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", "不该读到")
    refusal(write(tmp_path, "a.docx", buffer.getvalue()))


def test_encrypted_docx(tmp_path: Path) -> None:
    assert "密码" in refusal(write(tmp_path, "a.docx", b"\xd0\xcf\x11\xe0" + b"\0" * 99)).message


# PDF


def test_pdf_text_with_radicals_put_right(tmp_path: Path) -> None:
    text = read_source(write(tmp_path, "a.pdf", pdf("⻘岛⻄海岸⼈⺠，8个项目。", "Plain 100%")))
    assert text.split() == ["青岛西海岸人民，8个项目。", "Plain", "100%"]


def test_pdf_without_text_layer(tmp_path: Path) -> None:
    assert "没有文字层" in refusal(write(tmp_path, "扫描.pdf", pdf())).message


def test_pdf_whose_font_names_no_characters(tmp_path: Path) -> None:
    assert "没有文字层" in refusal(write(tmp_path, "a.pdf", pdf("市南区", names=False))).message


@pytest.mark.parametrize("content", [b"not a pdf", b"%PDF-1.7\ngarbage", pdf("市南区")[:120]])
def test_unreadable_pdf(tmp_path: Path, content: bytes, capfd: pytest.CaptureFixture[str]) -> None:
    refusal(write(tmp_path, "坏.pdf", content))
    assert capfd.readouterr() == ("", "")


def test_encrypted_pdf(tmp_path: Path) -> None:
    keys = f"<< /Filter /Standard /V 1 /R 2 /P -4 /O <{'41' * 32}> /U <{'42' * 32}> >>"
    content = pdf("市南区", encrypt=f"/Encrypt {keys} /ID [<41> <41>]")
    assert "密码" in refusal(write(tmp_path, "a.pdf", content)).message


# Front matter


def test_front_matter_fields_and_offset() -> None:
    text = (
        '---\n区: 市南区、市北区\r\nSpeaker：张三\ndate: "2022-11"\ntags:\n  - a\nx: y\n---\n正文\n'
    )
    front = split_front_matter(text)
    assert front.fields == {"district": "市南区、市北区", "speaker": "张三", "date": "2022-11"}
    assert text[front.body_start :] == "正文\n"


def test_front_matter_in_chinese() -> None:
    front = split_front_matter(
        "---\n地区: [市南区, 市北区]\n讲话人: 李四\n日期: 今天\n标题: 甲：乙\n---"
    )
    assert front.fields == {
        "district": "市南区, 市北区",
        "speaker": "李四",
        "date": "今天",
        "title": "甲：乙",
    }


@pytest.mark.parametrize(
    "text",
    [
        "正文\n---\n区: 市南区\n---\n",
        "---\n一段被横线隔开的话。\n---\n",
        "---\n主持人：请讲。\n嘉宾：好。\n---\n",
        "---\n区: 市南区\n没有结束",
        "",
    ],
)
def test_what_is_no_front_matter_stays_in_the_text(text: str) -> None:
    assert split_front_matter(text).body_start == 0
    assert split_front_matter(text).fields == {}


def test_front_matter_of_other_tools_is_split_off() -> None:
    text = "---\nlayout: post\n---\n正文"
    assert text[split_front_matter(text).body_start :] == "正文"
