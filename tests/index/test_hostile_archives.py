"""Word files made to fill the memory, to read other files, or to write where they should not."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path

import pytest

from index.errors import DocumentError
from index.limits import MEGABYTE, Limits
from index.load import Source, read_source
from tests.fuzz.files import originals, unzipped, zipped

WORDS = "今年推进".encode()
PARTS = unzipped(originals()[".docx"][0])
BODY = "word/document.xml"
OTHERS = ["word/styles.xml", "word/numbering.xml", "word/_rels/document.xml.rels"]


def read(data: bytes, folder: Path, limits: Limits | None = None) -> str:
    path = folder / "资料.docx"
    path.write_bytes(data)
    return read_source(Source(path, path.name), limits or Limits(seconds=30))


def refusal(data: bytes, folder: Path, limits: Limits | None = None) -> str:
    with pytest.raises(DocumentError) as caught:
        read(data, folder, limits)
    assert "资料.docx" in caught.value.message
    assert caught.value.remedy
    return caught.value.message


def with_entities(part: bytes, declared: bytes, used: bytes) -> bytes:
    """An XML part that declares entities and uses one as its first content."""
    root = part.index(b"<", part.index(b"?>"))
    inside = part.index(b">", root) + 1
    return b"".join(
        [part[:root], b"<!DOCTYPE x [", declared, b"]>", part[root:inside], used, part[inside:]]
    )


def test_a_small_archive_that_claims_to_hold_much(tmp_path: Path) -> None:
    bomb = io.BytesIO(originals()[".docx"][0])
    with zipfile.ZipFile(bomb, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/image1.png", bytes(20_000_000))
        # Many entries for one and the same stretch of the file, which stays small.
        archive.filelist += [archive.getinfo("word/media/image1.png")] * 30
    assert len(bomb.getvalue()) < 50_000
    assert "解压后大得不合常理" in refusal(bomb.getvalue(), tmp_path)


def test_an_archive_that_holds_more_than_it_claims(tmp_path: Path) -> None:
    parts = PARTS | {BODY: PARTS[BODY].replace(WORDS, b"a" * 50_000_000)}
    bomb = bytearray(zipped(parts))
    # The size in the central directory, 24 bytes after the mark of the entry.
    entry = bomb.rindex(b"PK\x01\x02", 0, bomb.rindex(BODY.encode()))
    bomb[entry + 24 : entry + 28] = (3000).to_bytes(4, "little")
    assert "不是完好的 Word 文档" in refusal(bytes(bomb), tmp_path)


def test_an_archive_of_a_version_to_come(tmp_path: Path) -> None:
    data = bytearray(originals()[".docx"][0])
    data[data.index(b"PK\x01\x02") + 6] = 80  # the version needed to unpack the first part
    assert "不是完好的 Word 文档" in refusal(bytes(data), tmp_path)


@pytest.mark.parametrize("where", [BODY, "word/media/image1.png"])
def test_text_packed_smaller_than_any_text(where: str, tmp_path: Path) -> None:
    """Wherever it lies: an archive says itself which of its parts is the document."""
    big = PARTS[BODY].replace(WORDS, b"a" * 2_000_000)
    named = PARTS["_rels/.rels"].replace(BODY.encode(), where.encode())
    types = PARTS["[Content_Types].xml"].replace(BODY.encode(), where.encode())
    parts = PARTS | {"_rels/.rels": named, "[Content_Types].xml": types, where: big}
    assert "解压后大得不合常理" in refusal(zipped(parts), tmp_path)


def test_more_text_than_can_be_read(tmp_path: Path) -> None:
    words = random.Random(1).randbytes(17_000_000).hex().encode()
    parts = PARTS | {BODY: PARTS[BODY].replace(WORDS, words)}
    assert "上限是 32 MB" in refusal(zipped(parts), tmp_path)


def test_pictures_and_repeated_text_are_no_bombs(tmp_path: Path) -> None:
    body = PARTS[BODY]
    end = body.index(b"</w:p>") + len(b"</w:p>")
    body = body[:end] + body[body.index(b"<w:p>") : end] * 12_000 + body[end:]
    assert len(body) > MEGABYTE  # beyond what is let be
    picture = b"BM" + bytes(40_000_000)
    text = read(zipped(PARTS | {BODY: body, "word/media/image1.bmp": picture}), tmp_path)
    assert text.count("青岛各区市谈发展") == 12_001


def test_an_archive_that_takes_too_long_to_read(tmp_path: Path) -> None:
    words = random.Random(1).randbytes(1_000_000).hex().encode()
    body = PARTS[BODY].replace(
        WORDS, b"<w:br/>".join(words[i : i + 9] for i in range(0, len(words), 9))
    )
    assert "还没有读完" in refusal(zipped(PARTS | {BODY: body}), tmp_path, Limits(seconds=1.5))


@pytest.mark.parametrize("part", OTHERS)
def test_entities_that_multiply(part: str, tmp_path: Path) -> None:
    entities = b'<!ENTITY a0 "ha">' + b"".join(
        b'<!ENTITY a%d "%s">' % (i, b"&a%d;" % (i - 1) * 10) for i in range(1, 10)
    )
    data = zipped(PARTS | {part: with_entities(PARTS[part], entities, b"&a9;")})
    assert "不是完好的 Word 文档" in refusal(data, tmp_path)


@pytest.mark.parametrize("part", [BODY, *OTHERS])
def test_entities_that_name_other_files(part: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("不该读到", encoding="utf-8")
    entity = f'<!ENTITY secret SYSTEM "{secret.as_uri()}">'.encode()
    data = zipped(PARTS | {part: with_entities(PARTS[part], entity, b"&secret;")})
    try:
        assert "不该读到" not in read(data, tmp_path)
    except DocumentError as error:
        assert "不是完好的 Word 文档" in error.message


def test_names_in_an_archive_that_lead_out_of_it(tmp_path: Path) -> None:
    (tmp_path / "styles.xml").write_text("不该读到", encoding="utf-8")
    links = PARTS["word/_rels/document.xml.rels"].replace(
        b'Target="styles.xml"', f'Target="../../../../..{tmp_path.as_posix()}/styles.xml"'.encode()
    )
    assert links != PARTS["word/_rels/document.xml.rels"]
    parts = PARTS | {"word/_rels/document.xml.rels": links}
    parts |= dict.fromkeys(("../外面.txt", f"{tmp_path.as_posix()}/外面.txt", "..\\外面.txt"), b"x")
    text = read(zipped(parts), tmp_path)
    assert "今年推进8个重点项目" in text
    assert "不该读到" not in text
    assert sorted(path.name for path in tmp_path.iterdir()) == ["styles.xml", "资料.docx"]
