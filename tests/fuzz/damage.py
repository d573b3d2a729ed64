"""Strategies for whole files with some of their bytes changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hypothesis import strategies as st

from tests.fuzz.files import unzipped, zipped

_ANY = [
    b"",
    b"\0",
    b"\n",
    b"\r",
    b"\xff",
    b"\xed\xa0\x80",
    b"\xef\xbb\xbf",
    b"-1",
    b"9" * 30,
    b"  ",
]
XML = [
    b"<", b">", b"/>", b"<w:p>", b"</w:p>", b"<w:tbl>", b"<w:tr>", b"<w:tc>", b"</w:tbl>", b"<w:r>",
    b"<w:t>", b'w:val="999999999999"', b'w:val="-1"', b'w:val=""', b"&#0;", b"&#xD800;", b"&x;",
    b'<!DOCTYPE a [<!ENTITY x "y">]>', b"<!--", b"<![CDATA[", b"<w:footnoteReference w:id='9'/>",
    b"<w:numId w:val='77'/>", b"<w:gridSpan w:val='100000'/>", b'Target="../../x"', b'Target=""',
]  # fmt: skip
PDF = [
    b"0 R", b"1 0 R", b"2 0 R", b"4 0 R", b"<<", b">>", b"[", b"]", b"(", b")", b"obj", b"endobj",
    b"stream\n", b"endstream", b"/Filter /FlateDecode", b"/Filter [/LZWDecode /ASCII85Decode]",
    b"/Length 0", b"/Length 99999999", b"/Kids [2 0 R]", b"/Parent 3 0 R", b"/Count -1", b"null",
    b"/DecodeParms << /Predictor 15 /Columns 99999 >>", b"/W [1 -2 9999]", b"/Type /ObjStm", b"xref",
    b"/Index [0 99999999]", b"startxref\n9", b"<d800> Tj", b"q " * 300, b"1e99 0 0 1e-99 0 0 cm",
    b"/MediaBox [0 0 0 0]", b"/UserUnit nan", b"<0000> <ffff> <d800>", b"/Encrypt 1 0 R", b"beginbfrange",
]  # fmt: skip
HTML = [
    b"<", b">", b"</p>", b"<table>", b"<tr>", b"<td>", b"</table>", b"<pre>", b"<div>" * 200,
    b"<a href='", b"<!--", b"-->", b"<![", b"<?", b"&#x110000;", b"&#xd800;", b"&#0;", b"charset=utf-7",
    b"charset=idna", b"charset=punycode", b"charset=unicode_escape", b"charset=undefined",
    b'colspan="99999999"', b'colspan="x"', b"<script>", b"<textarea>", b"<ol start='x'>", b"<h1>", b"<svg>",
    b"<input type=checkbox>", b"<img src=data:x>", b"<b>" * 30, b"<blockquote>", b"<br>" * 50,
]  # fmt: skip
TEXT = [
    b"---\n", b"# ", b"####### ", b"**", b"***", b" | ", b"|---|", "区：".encode(), "委书记".encode(),
    "\u3000".encode(), "\u2028".encode(), "１２％".encode(), "“".encode(), "（".encode(), b"\x0c",
    "市长".encode(), "第 3 页".encode(), "\ue000".encode(), "一、".encode(), "问：".encode(),
    "2026年13月99日".encode(), "记者 张三 摄".encode(), "𠮷".encode(), "①".encode(), b"\x1c\x85",
]  # fmt: skip
TABLE = [
    b"[", b"]", b"{", b"}", b'"', b"'''", b'"""', b"=", b"[[district]]\n", b"\\u0000", b"\\ud800", b"null",
    b"true", b"nan", b"inf", b"1e999", b"-0", b"1979-05-27T07:32:00Z", b"0x", b"name.x = 1\n", b"\\", b"#",
    b"1" * 5000, b"[" * 3000, b"{'a':" * 3000, b"a." * 2000, b"NaN", b"name = ''\n", b"\n[x]\n", b",",
]  # fmt: skip


def damaged(
    files: Sequence[bytes], tokens: Sequence[bytes], *, most: int = 6
) -> st.SearchStrategy[bytes]:
    """One of ``files`` after up to ``most`` edits: bytes cut out, doubled, replaced, or a piece
    of the format's own put where it does not belong."""
    edit = st.tuples(
        st.sampled_from(["put", "over", "cut", "double", "end", "flip"]),
        st.integers(0, 2**20 - 1),
        st.integers(0, 64),
        st.sampled_from([*tokens, *_ANY]) | st.binary(max_size=4),
    )
    return st.builds(_edited, st.sampled_from(files), st.lists(edit, max_size=most))


def damaged_archive(files: Sequence[bytes], tokens: Sequence[bytes]) -> st.SearchStrategy[bytes]:
    """One of the archives ``files`` with some bytes of one part changed, or of the archive itself."""
    part = st.sampled_from(files).flatmap(_with_one_part_damaged(tokens))
    return part | damaged(files, [b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"])


def _with_one_part_damaged(tokens: Sequence[bytes]) -> Callable[[bytes], st.SearchStrategy[bytes]]:
    def strategy(data: bytes) -> st.SearchStrategy[bytes]:
        parts = unzipped(data)
        names = [name for name in sorted(parts) if parts[name]]
        if "word/document.xml" in parts:  # where the words are, and most of what is read
            names += ["word/document.xml"] * len(names)
        inside = st.sampled_from(names).flatmap(
            lambda name: st.tuples(st.just(name), damaged([parts[name]], tokens))
        )
        return inside.map(lambda changed: zipped(parts | dict([changed])))

    return strategy


def _edited(data: bytes, edits: list[tuple[str, int, int, bytes]]) -> bytes:
    for kind, place, size, token in edits:
        at = place * (len(data) + 1) >> 20
        if kind == "put":
            data = data[:at] + token + data[at:]
        elif kind == "over":
            data = data[:at] + token + data[at + len(token) :]
        elif kind == "cut":
            data = data[:at] + data[at + size :]
        elif kind == "double":
            data = data[:at] + data[at : at + size] + data[at:]
        elif kind == "end":
            data = data[: at + 1]
        elif data:
            at = min(at, len(data) - 1)
            data = data[:at] + bytes([data[at] ^ (1 << size % 8)]) + data[at + 1 :]
    return data
