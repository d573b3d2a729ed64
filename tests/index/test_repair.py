"""Damaged indexes and those of an earlier format, made whole without the files they came from."""

from __future__ import annotations

import errno
import hashlib
import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from numpy.typing import NDArray

from index.document import Document
from index.embed import HashEmbedder
from index.errors import IndexLocked, IndexUnreadable, UsageError
from index.repair import Repair, repair_index
from index.store.blocks import block_checksums
from index.store.deflated import streams
from index.store.generation import writer_lock
from index.store.reading import verify_current
from index.update import add_documents
from index.uploads import Upload
from rag.cli import main
from tests.index.corpus import build, live_folder, open_index, write_corpus
from tests.index.test_generation import FILES

LISTED, TEXTS = "documents.z", "texts.z"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = write_corpus(tmp_path / "seeds")
    (folder / "districts.toml").write_text(
        '[[district]]\nname = "市南区"\naliases = ["南城"]\n', encoding="utf-8"
    )
    return folder


@pytest.fixture
def home(corpus: Path, tmp_path: Path) -> Path:
    build(corpus, tmp_path / "home")
    return tmp_path / "home"


def repair(home: Path) -> Repair:
    done = repair_index(home, embedder=HashEmbedder(64))
    verify_current(home)
    return done


def flip(path: Path, at: int | None = None) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2 if at is None else at] ^= 4
    path.write_bytes(bytes(data))


def contents(home: Path) -> tuple[list[Document], Sequence[object], object]:
    """All that is to be found again: documents, passages, place names."""
    index = open_index(home)
    return list(index.documents.values()), list(index.chunks), index.gazetteer.entries


def state(home: Path) -> dict[str, bytes]:
    files = (path for path in home.rglob("*") if path.is_file() and path.name != "lock")
    return {str(path): path.read_bytes() for path in files}


def test_a_whole_index_is_left_alone(home: Path) -> None:
    before = state(home)
    assert repair(home) == Repair("", "", "000001", 3)
    assert state(home) == before


@pytest.mark.parametrize(
    "file", [f for f in [*FILES, "manifest.sha256"] if f not in (LISTED, TEXTS, "gazetteer.json")]
)
def test_nothing_is_lost_where_the_documents_are_whole(corpus: Path, home: Path, file: str) -> None:
    before = contents(home)
    flip(live_folder(home) / file)
    shutil.rmtree(corpus)
    done = repair(home)
    assert (done.generation, done.documents, done.lost) == ("000002", 3, ())
    assert Path(file).name.split(".")[0] in done.found
    assert contents(home) == before


@pytest.mark.parametrize("file", ["manifest.json", "checksums.u4", "lexical/postings.b"])
@pytest.mark.parametrize("how", ["gone", "empty", "cut"])
def test_files_gone_or_cut_short(home: Path, file: str, how: str) -> None:
    before = contents(home)
    path = live_folder(home) / file
    if how == "gone":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[: 0 if how == "empty" else path.stat().st_size // 2])
    assert repair(home).lost == ()
    assert contents(home) == before


def test_the_next_run_finds_everything_unchanged(corpus: Path, home: Path) -> None:
    flip(live_folder(home) / "lexical/repeats.v")
    repair(home)
    report = build(corpus, home)
    assert (report.unchanged, report.embedded_chunks, report.generation) == (3, 0, "000002")


class Counting(HashEmbedder):
    embedded = 0

    def embed_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        self.embedded += len(texts)
        return super().embed_passages(texts, progress=progress)


@pytest.mark.parametrize(("file", "embedded"), [("chunks.z", 0), ("vectors.i1", 3)])
def test_vectors_are_computed_only_if_they_are_damaged(
    home: Path, file: str, embedded: int
) -> None:
    flip(live_folder(home) / file)
    embedder = Counting(64)
    repair_index(home, embedder=embedder)
    assert embedder.embedded == embedded
    assert not (home / "work").exists()


def add_long(corpus: Path, home: Path) -> None:
    """Index one more document, before the others and longer than a block with a checksum."""
    text = "# 崂山区政府工作报告\n\n" + "崂山区新增企业12家，建成公园3个。" * 1500
    (corpus / "0.txt").write_text(text, "utf-8")
    build(corpus, home)


def test_a_lost_text_is_named_and_the_others_are_kept(corpus: Path, home: Path) -> None:
    short = {document.path: document.text for document in contents(home)[0]}
    add_long(corpus, home)
    flip(live_folder(home) / TEXTS, at=5)
    done = repair(home)
    assert (done.generation, done.documents) == ("000003", 3)
    assert done.lost == ("0.txt《崂山区政府工作报告》",)
    assert {document.path: document.text for document in contents(home)[0]} == short


def test_a_lost_text_is_found_in_an_earlier_generation(corpus: Path, home: Path) -> None:
    add_long(corpus, home)
    (corpus / "城阳区.txt").write_text("# 城阳区政府工作报告\n\n城阳区新增企业9家。", "utf-8")
    build(corpus, home)
    before = contents(home)
    flip(live_folder(home) / TEXTS, at=5)
    done = repair(home)
    assert (done.generation, done.documents, done.lost) == ("000004", 5, ())
    assert contents(home) == before


def test_an_earlier_version_stands_in_for_a_lost_one(corpus: Path, home: Path) -> None:
    add_long(corpus, home)
    before = contents(home)
    with (corpus / "0.txt").open("a", encoding="utf-8") as file:
        file.write("另建公园1个。")
    build(corpus, home)
    flip(live_folder(home) / TEXTS, at=5)
    done = repair(home)
    assert (done.generation, done.documents) == ("000004", 4)
    assert done.lost == ("0.txt 的新内容，已用较早的一版代替",)
    assert contents(home) == before


def test_without_a_list_of_documents_the_generation_before_answers(
    corpus: Path, home: Path
) -> None:
    before = contents(home)
    (corpus / "崂山区.txt").write_text("# 崂山区政府工作报告\n\n崂山区新增企业12家。", "utf-8")
    build(corpus, home)
    flip(live_folder(home) / LISTED)
    done = repair(home)
    assert (done.generation, done.documents) == ("000001", 3)
    assert "000002" in done.lost[0]
    assert contents(home) == before


def test_the_generation_before_may_be_damaged_too(corpus: Path, home: Path) -> None:
    before = contents(home)
    (corpus / "崂山区.txt").write_text("# 崂山区政府工作报告\n\n崂山区新增企业12家。", "utf-8")
    build(corpus, home)
    flip(live_folder(home) / LISTED)
    flip(home / "generations/000001/vectors.i1")
    done = repair(home)
    assert (done.generation, len(done.lost)) == ("000003", 1)
    assert contents(home) == before


def test_place_names_are_taken_from_the_generation_before(corpus: Path, home: Path) -> None:
    build(corpus, home, rebuild=True)
    names = open_index(home).gazetteer.entries
    assert names
    flip(live_folder(home) / "gazetteer.json")
    done = repair(home)
    assert len(done.lost) == 1
    assert "districts.toml" in done.lost[0]
    assert open_index(home).gazetteer.entries == names


@pytest.mark.parametrize("content", [None, b"", b"nonsense", b"000009\n"])
def test_current_is_found_again(corpus: Path, home: Path, content: bytes | None) -> None:
    build(corpus, home, rebuild=True)
    (home / "CURRENT").unlink()
    if content is not None:
        (home / "CURRENT").write_bytes(content)
    done = repair(home)
    assert (done.generation, done.lost) == ("000002", ())
    assert "CURRENT" in done.found or "000009" in done.found


def test_where_nothing_can_be_saved_nothing_is_touched(home: Path) -> None:
    flip(live_folder(home) / LISTED)
    before = state(home)
    with pytest.raises(IndexUnreadable, match="修不好") as caught:
        repair(home)
    assert f"youju index --rebuild --out {home}" in caught.value.remedy
    assert state(home) == before


def test_without_an_index(tmp_path: Path) -> None:
    with pytest.raises(IndexUnreadable, match="没有索引"):
        repair(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()


def test_a_copied_folder_is_a_backup(home: Path, tmp_path: Path) -> None:
    before = contents(home)
    backup = Path(shutil.copytree(home, tmp_path / "elsewhere" / "backup"))
    shutil.rmtree(home)
    assert contents(backup) == before
    laoshan = tmp_path / "崂山区.txt"
    laoshan.write_text("# 崂山区政府工作报告\n\n崂山区新增企业12家。", "utf-8")
    add_documents(backup, [Upload(laoshan, laoshan.name)], embedder=HashEmbedder(64))
    assert len(open_index(backup).documents) == 4


def test_a_copy_torn_by_a_writer_is_made_whole(corpus: Path, home: Path, tmp_path: Path) -> None:
    before = contents(home)
    torn = Path(shutil.copytree(home, tmp_path / "torn"))
    build(corpus, home, rebuild=True)
    shutil.copy(home / "CURRENT", torn)  # the generation it names was not there yet
    done = repair(torn)
    assert (done.generation, done.lost) == ("000001", ())
    assert contents(torn) == before


def test_uploads_and_conversations_stay(home: Path) -> None:
    for name in ("uploads/甲.txt", "conversations/a/b.json"):
        (home / name).parent.mkdir(parents=True)
        (home / name).write_text("原样")
    flip(live_folder(home) / "vectors.i1")
    repair(home)
    assert (home / "uploads/甲.txt").read_text() == "原样"
    assert (home / "conversations/a/b.json").read_text() == "原样"


def test_another_writer_is_waited_for(home: Path) -> None:
    flip(live_folder(home) / "vectors.i1")
    with writer_lock(home), pytest.raises(IndexLocked):
        repair(home)


def test_a_file_that_may_not_be_read_is_not_taken_for_damaged(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = state(home)
    really_open = Path.open

    def refuse(path: Path, *arguments: Any, **options: Any) -> Any:
        if path.name == TEXTS:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return really_open(path, *arguments, **options)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", refuse)
        with pytest.raises((IndexUnreadable, UsageError), match="权限"):
            repair(home)
        flip(live_folder(home) / "catalogue.json")  # found before the file that may not be read
        with pytest.raises((IndexUnreadable, UsageError), match="权限"):
            repair(home)
    flip(live_folder(home) / "catalogue.json")
    assert state(home) == before


def reseal(folder: Path, manifest: dict[str, object]) -> None:
    """Write a manifest with its checksum."""
    text = json.dumps(manifest).encode()
    (folder / "manifest.json").write_bytes(text)
    digest = hashlib.sha256(text).hexdigest()
    (folder / "manifest.sha256").write_text(f"{digest}  manifest.json\n")


def rows_of(home: Path) -> list[dict[str, Any]]:
    """What the live generation says of its documents."""
    with (live_folder(home) / LISTED).open("rb") as file:
        return [json.loads(line) for _, block in streams(file) for line in block.splitlines()]


def into_old_schema(home: Path, version: int, files: dict[str, bytes], **said: object) -> None:
    """Make the live generation one of an earlier format, of these files."""
    folder = live_folder(home)
    manifest = json.loads((folder / "manifest.json").read_bytes())
    files |= {"gazetteer.json": (folder / "gazetteer.json").read_bytes()}
    shutil.rmtree(folder)
    folder.mkdir()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    records = {
        name: {"sha256": hashlib.sha256(own).hexdigest(), "bytes": len(own)}
        for name, own in files.items()
    }
    reseal(folder, manifest | {"schema_version": version, "files": records} | said)


def into_first_schema(home: Path) -> None:
    """Texts in their rows, digests of the files in the manifest, vectors in FAISS's own format."""
    rows, documents = rows_of(home), list(open_index(home).documents.values())
    own = ("id", "title", "path", "sha256", "date", "sections", "original_offsets")
    lines = [
        json.dumps({**{key: row[key] for key in own}, "text": d.text}, ensure_ascii=False) + "\n"
        for row, d in zip(rows, documents, strict=True)
    ]
    listed = [
        {key: row[key] for key in ("id", "path", "title", "sha256", "source_sha256")}
        | {"chunks": row["chunks"][1] - row["chunks"][0]}
        for row in rows
    ]
    files = {"documents.jsonl": "".join(lines).encode(), "vectors.faiss": b"of another time"}
    into_old_schema(home, 1, files, documents=listed)


def into_second_schema(home: Path) -> None:
    """Texts one after the other in UTF-8, rows in lines, vectors as floats."""
    index, rows = open_index(home), rows_of(home)
    texts, lines = b"", ""
    for row, document in zip(rows, index.documents.values(), strict=True):
        start = len(texts)
        texts += document.text.encode()
        lines += json.dumps(row | {"text": [start, len(texts)]}, ensure_ascii=False) + "\n"
    files = {
        "documents.jsonl": lines.encode(),
        "texts.txt": texts,
        "vectors.f4": index.vectors(np.arange(len(index.chunks))).astype("<f4").tobytes(),
        "text-keys.u8": (live_folder(home) / "text-keys.u8").read_bytes(),
    }
    into_old_schema(home, 2, files)
    folder = live_folder(home)
    checksums = [block_checksums(folder / name) for name in sorted([*files, "gazetteer.json"])]
    np.concatenate(checksums).tofile(folder / "checksums.u4")


@pytest.mark.parametrize(("into", "embedded"), [(into_first_schema, 3), (into_second_schema, 0)])
def test_an_older_schema_is_brought_up_to_date(
    corpus: Path, home: Path, into: Callable[[Path], None], embedded: int
) -> None:
    before = contents(home)
    vectors = open_index(home).vectors(np.arange(3))
    into(home)
    with pytest.raises(IndexUnreadable, match="较早版本") as caught:
        open_index(home)
    assert f"youju repair --index {home}" in caught.value.remedy
    embedder = Counting(64)
    done = repair_index(home, embedder=embedder)
    verify_current(home)
    assert (done.documents, done.lost, embedder.embedded) == (3, (), embedded)
    assert contents(home) == before
    assert np.array_equal(open_index(home).vectors(np.arange(3)), vectors)
    assert build(corpus, home).unchanged == 3


def test_a_lost_text_of_the_second_schema_is_named(corpus: Path, home: Path) -> None:
    add_long(corpus, home)
    into_second_schema(home)
    flip(live_folder(home) / "texts.txt", at=5)
    assert repair(home).lost == ("0.txt《崂山区政府工作报告》",)


def test_an_older_schema_that_cannot_be_read_says_so(home: Path) -> None:
    into_first_schema(home)
    flip(live_folder(home) / "documents.jsonl")
    with pytest.raises(IndexUnreadable, match="较早版本"):
        repair(home)


def test_a_newer_schema_is_left_alone(home: Path) -> None:
    folder = live_folder(home)
    reseal(folder, json.loads((folder / "manifest.json").read_bytes()) | {"schema_version": 99})
    before = state(home)
    with pytest.raises(IndexUnreadable, match="更新版本"):
        repair(home)
    assert state(home) == before


def test_the_command(seed_index: Path, tmp_path: Path) -> None:
    home = Path(shutil.copytree(seed_index, tmp_path / "home"))

    def run() -> tuple[int, str]:
        result = CliRunner().invoke(main, ["repair", "--index", str(home)])
        return result.exit_code, result.output.strip()

    assert run() == (0, f"索引 {home}（000001）完好，不需要修复。")
    flip(live_folder(home) / "chunks.z")
    code, said = run()
    assert code == 0
    assert "chunks.z" in said
    assert "没有丢失资料" in said
    flip(live_folder(home) / "gazetteer.json")
    shutil.rmtree(home / "generations/000001")
    code, said = run()
    assert code == 1
    assert "丢失    districts.toml" in said
    flip(live_folder(home) / TEXTS)
    for old in home.glob("generations/*"):
        if old != live_folder(home):
            shutil.rmtree(old)
    code, said = run()
    assert code == 3
    assert "修不好" in said
    assert "怎么办" in said
