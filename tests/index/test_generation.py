"""The index folder: whole or not at all, checked, locked, tidied."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from index.errors import IndexLocked, IndexUnreadable, UsageError
from index.searchable import Index
from index.store import layout, reading
from index.store.reading import read_current
from index.store.writer import GenerationWriter
from tests.index.corpus import build, live_folder, open_index, write_corpus

FILES = [
    "vectors.i1",
    "centre.f2",
    "texts.z",
    "texts.v",
    "documents.z",
    "documents.v",
    "document-chunks.v",
    "document-keys.u8",
    "chunks.z",
    "chunks.v",
    "text-keys.u8",
    "catalogue.json",
    "places.i4",
    "gazetteer.json",
    "lexical/terms.v",
    "lexical/sizes.v",
    "lexical/lengths.v",
    "lexical/repeats.v",
    "lexical/postings.b",
    "lexical/peaks.v",
    "lexical-documents/sizes.v",
    "lexical-documents/lengths.v",
    "lexical-documents/repeats.v",
    "checksums.u4",
    "manifest.json",
]
EMPTY = "lexical-documents/postings.b"
"""Here passages tell all of what the documents have."""


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write_corpus(tmp_path / "seeds")


@pytest.fixture
def out(corpus: Path, tmp_path: Path) -> Path:
    build(corpus, tmp_path / "out")
    return tmp_path / "out"


def change(corpus: Path, number: int) -> None:
    text = f"# 市南区\n\n市南区今年推进{number}个重点项目。"
    (corpus / "市南区.txt").write_text(text, encoding="utf-8")


def names(out: Path) -> list[str]:
    return sorted(path.name for path in (out / "generations").iterdir())


def refused(out: Path) -> IndexUnreadable:
    with pytest.raises(IndexUnreadable) as caught:
        Index.open(out)
    assert caught.value.exit_code == 3
    assert "youju index" in caught.value.remedy
    return caught.value


def test_every_file_is_in_the_manifest(out: Path) -> None:
    name, contents = read_current(out)
    manifest = contents.manifest
    assert (out / "CURRENT").read_text("utf-8") == f"{name}\n"
    assert sorted([*manifest.files, "manifest.json"]) == sorted([*FILES, EMPTY])
    assert (manifest.model.name, manifest.model.dimension) == ("hash", 64)
    assert (manifest.documents, manifest.chunks) == (3, 3)


@pytest.mark.parametrize("file", FILES)
def test_a_flipped_byte_is_found(out: Path, file: str) -> None:
    path = live_folder(out) / file
    data = bytearray(path.read_bytes())
    place = data.rfind(b"1") if file == "manifest.json" else len(data) // 2
    data[place] ^= 1
    path.write_bytes(data)
    assert path.name in refused(out).message


@pytest.mark.parametrize("file", FILES)
def test_a_truncated_file_is_found(out: Path, file: str) -> None:
    path = live_folder(out) / file
    path.write_bytes(path.read_bytes()[:-1])
    refused(out)
    path.unlink()
    assert path.name in refused(out).message


def test_nothing_there(tmp_path: Path) -> None:
    assert "不存在" in refused(tmp_path / "nowhere").message
    assert "没有索引" in refused(tmp_path).message


@pytest.mark.parametrize("content", [None, b"", b"../../etc\n", b"\xff\xfe"])
def test_current_missing_or_nonsense(out: Path, content: bytes | None) -> None:
    (out / "CURRENT").unlink()
    if content is not None:
        (out / "CURRENT").write_bytes(content)
    error = refused(out)
    assert "CURRENT" in error.message
    assert "--rebuild" in error.remedy


def test_current_names_a_generation_that_is_gone(out: Path) -> None:
    (out / "CURRENT").write_text("000009\n", encoding="utf-8")
    assert "000009" in refused(out).message


def test_another_model(out: Path) -> None:
    assert Index.open(out, model="hash").manifest.model.name == "hash"
    with pytest.raises(IndexUnreadable, match="hash") as caught:
        Index.open(out, model="BAAI/bge-small-zh-v1.5")
    assert "BAAI/bge-small-zh-v1.5" in str(caught.value)


def test_a_newer_schema_is_refused_and_kept(corpus: Path, out: Path) -> None:
    path = live_folder(out) / "manifest.json"
    manifest = json.loads(path.read_bytes()) | {"schema_version": 99, "novelty": True}
    path.write_text(json.dumps(manifest), encoding="utf-8")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    path.with_name("manifest.sha256").write_text(f"{digest}  manifest.json\n", encoding="utf-8")
    assert "99" in refused(out).message
    with pytest.raises(IndexUnreadable, match="99"):
        build(corpus, out)
    assert names(out) == ["000001"]
    build(corpus, out, rebuild=True)
    open_index(out)


def test_an_interrupted_write_leaves_the_old_generation(
    corpus: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tuple(open_index(out).chunks)
    change(corpus, 9)
    for step in ("sync_tree", "replace_file"):
        with monkeypatch.context() as patch:

            def fail(*_: object) -> None:
                raise KeyboardInterrupt

            patch.setattr(layout, step, fail)
            with pytest.raises(KeyboardInterrupt):
                build(corpus, out)
        assert tuple(open_index(out).chunks) == before
    build(corpus, out)
    assert names(out) == ["000001", "000002"]
    assert tuple(open_index(out).chunks) != before


def test_a_full_disk_is_an_error_to_read(
    corpus: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(GenerationWriter, "finish", full)
    change(corpus, 9)
    with pytest.raises(UsageError, match="No space left"):
        build(corpus, out)
    assert names(out) == ["000001"]
    open_index(out)


def test_leftovers_of_killed_writers_are_removed(corpus: Path, out: Path) -> None:
    generations = out / "generations"
    (generations / ".unfinished-000002").mkdir()
    (generations / ".unfinished-000002" / "vectors.f4").write_bytes(b"half")
    (generations / "000002").mkdir()  # whole, but its writer died before it became live
    (out / ".unfinished-CURRENT").write_text("000", encoding="utf-8")
    build(corpus, out)
    assert names(out) == ["000001"]
    assert sorted(path.name for path in out.iterdir()) == ["CURRENT", "generations", "lock"]


def test_two_previous_generations_are_kept(corpus: Path, out: Path) -> None:
    for number in range(10, 14):
        change(corpus, number)
        build(corpus, out)
    assert names(out) == ["000003", "000004", "000005"]
    assert open_index(out).generation == "000005"


def test_an_open_index_survives_later_generations(corpus: Path, out: Path) -> None:
    index = open_index(out)
    scores = index.lexical.scores("海洋")
    for number in range(10, 14):
        change(corpus, number)
        build(corpus, out)
    assert (index.lexical.scores("海洋") == scores).all()


def test_a_generation_replaced_while_reading_is_read_again(
    corpus: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module, name in ((layout, "current_name"), (reading, "live_name")):
        stale = iter(["000000"])
        real = getattr(module, name)
        monkeypatch.setattr(
            module, name, lambda root, real=real, stale=stale: next(stale, None) or real(root)
        )
        assert read_current(out)[0] == "000001"


LOCK = """
import sys
from filelock import FileLock
with FileLock(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_one_writer_and_readers_never_wait(corpus: Path, out: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", LOCK, str(out / "lock")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with pytest.raises(IndexLocked, match="另一个进程"):
            build(corpus, out)
        open_index(out)
        holder.kill()  # a killed writer's lock is free at once
    build(corpus, out)


def test_the_lock_holds_within_a_process_too(corpus: Path, out: Path) -> None:
    with FileLock(out / "lock"), pytest.raises(IndexLocked):
        build(corpus, out)


def test_searching_needs_no_heavy_library(out: Path) -> None:
    code = (
        "import sys; from index.searchable import Index; Index.open(sys.argv[1]);"
        "heavy = {'torch', 'gradio', 'transformers', 'sentence_transformers', 'markitdown',"
        " 'langchain_text_splitters', 'bm25s', 'scipy'} & set(sys.modules); print(sorted(heavy))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(out)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
