"""Building: what is read, embedded, reused, dropped and reported."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from index.build import Progress, build_index
from index.document import Document
from index.embed import HashEmbedder
from index.embed.base import Progress as EmbedProgress
from index.embed.base import Vectors
from index.errors import DocumentError, IndexUnreadable, UsageError
from index.searchable import Index
from tests.index.corpus import TEXTS, build, live_folder, open_index, write_corpus


class CountingEmbedder(HashEmbedder):
    """Remembers what it was asked to embed."""

    def __init__(self) -> None:
        super().__init__(64)
        self.passages: list[str] = []

    def embed_passages(
        self, texts: Sequence[str], progress: EmbedProgress | None = None
    ) -> Vectors:
        self.passages += texts
        return super().embed_passages(texts, progress)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write_corpus(tmp_path / "seeds")


def same_index(one: Index, other: Index) -> bool:
    everything = np.arange(len(one.chunks))
    return (
        one.documents == other.documents
        and tuple(one.chunks) == tuple(other.chunks)
        and np.array_equal(one.vectors(everything), other.vectors(everything))
        and np.array_equal(one.lexical.scores("海洋项目"), other.lexical.scores("海洋项目"))
    )


def test_what_was_built_is_what_is_opened(corpus: Path, tmp_path: Path) -> None:
    report = build(corpus, tmp_path / "out")
    assert (report.documents, report.added, report.embedded_chunks) == (3, 3, report.chunks)
    assert report.warnings == ()
    assert report.chunks_per_second > 0
    index = open_index(tmp_path / "out")
    assert index.generation == report.generation == "000001"
    assert sorted(document.path for document in index.documents.values()) == sorted(TEXTS)
    for position, chunk in enumerate(index.chunks):
        assert chunk.id == position
        assert index.documents[chunk.document_id].text[chunk.start : chunk.end] == chunk.text
    in_memory = Index.from_documents(index.documents.values(), embedder=HashEmbedder(64))
    assert same_index(index, in_memory)


def test_search_finds_and_filters(corpus: Path, tmp_path: Path) -> None:
    build(corpus, tmp_path / "out")
    index = open_index(tmp_path / "out")
    assert set(index.districts) == {"市南区", "市北区", "胶州市"}
    query = index.embedder.embed_query("市南区推进8个重点项目")
    assert index.chunks[index.dense(query, 1)[0][0]].districts == ("市南区",)
    north = index.chunk_ids(["市北区"])
    assert len(north) > 0
    assert {d for i in north for d in index.chunks[i].districts} == {"市北区"}
    assert set(index.dense(query, 50, north)[0]) == set(north)
    assert set(index.lexical.search("市南区重点项目", 50, north)[0]) <= set(north)
    assert len(index.chunk_ids(["火星区"])) == 0
    both = index.chunk_ids(["市北区", "市南区"])
    assert list(both) == sorted({*north, *index.chunk_ids(["市南区"])})


def test_nothing_changed_nothing_done(corpus: Path, tmp_path: Path) -> None:
    build(corpus, tmp_path / "out")
    before = sorted(path.stat().st_mtime_ns for path in live_folder(tmp_path / "out").rglob("*"))
    embedder = CountingEmbedder()
    report = build_index([corpus], tmp_path / "out", embedder=embedder)
    assert embedder.passages == []
    assert (report.unchanged, report.embedded_chunks, report.generation) == (3, 0, "000001")
    assert (report.added, report.changed, report.removed, report.chunks_per_second) == (0, 0, 0, 0)
    after = sorted(path.stat().st_mtime_ns for path in live_folder(tmp_path / "out").rglob("*"))
    assert after == before


def test_only_what_changed_is_embedded(corpus: Path, tmp_path: Path) -> None:
    build(corpus, tmp_path / "out")
    (corpus / "市南区.txt").write_text("# 市南区\n\n市南区今年推进9个重点项目。", encoding="utf-8")
    (corpus / "市北区.txt").unlink()
    (corpus / "崂山区.txt").write_text("# 崂山区\n\n崂山区发展人工智能产业。", encoding="utf-8")
    embedder = CountingEmbedder()
    report = build_index([corpus], tmp_path / "out", embedder=embedder)
    assert (report.added, report.changed, report.removed, report.unchanged) == (1, 1, 1, 1)
    assert report.embedded_chunks == len(embedder.passages) == 2
    assert {"9个" in text or "人工智能" in text for text in embedder.passages} == {True}
    assert report.generation == "000002"

    build(corpus, tmp_path / "anew")
    assert same_index(open_index(tmp_path / "out"), open_index(tmp_path / "anew"))


def test_new_place_names_are_used_and_cost_no_embedding(corpus: Path, tmp_path: Path) -> None:
    build(corpus, tmp_path / "out")
    (corpus / "districts.toml").write_text(
        '[[district]]\nname = "市南区"\naliases = ["南城"]\n', encoding="utf-8"
    )
    report = build(corpus, tmp_path / "out")
    assert (report.changed, report.unchanged, report.embedded_chunks) == (3, 0, 0)
    index = open_index(tmp_path / "out")
    assert index.gazetteer.entries[0].aliases == ("南城",)
    assert build_index([corpus / "胶州市.txt"], tmp_path / "one", embedder=HashEmbedder())
    assert len(Index.open(tmp_path / "one").gazetteer.entries) == 1


def test_other_chunk_settings_or_another_model_start_over(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    build(corpus, out)
    report = build_index([corpus], out, embedder=HashEmbedder(64), max_tokens=24)
    assert report.unchanged == 0
    assert max(len(chunk.text) for chunk in open_index(out).chunks) <= 24
    report = build(corpus, out, dimension=32)
    assert report.embedded_chunks == report.chunks
    report = build(corpus, out, dimension=32, rebuild=True)
    assert (report.embedded_chunks, report.added) == (report.chunks, 3)


def test_a_bad_file_is_a_warning(corpus: Path, tmp_path: Path) -> None:
    (corpus / "空.txt").write_bytes(b"")
    report = build(corpus, tmp_path / "out")
    assert report.documents == 3
    assert len(report.warnings) == 1
    assert "空.txt" in report.warnings[0]
    assert build(corpus, tmp_path / "out").unchanged == 3


def test_nothing_readable_keeps_the_old_index(corpus: Path, tmp_path: Path) -> None:
    build(corpus, tmp_path / "out")
    bad = tmp_path / "bad"
    bad.mkdir()
    (bad / "空.txt").write_bytes(b"")
    with pytest.raises(DocumentError, match=r"空\.txt"):
        build(bad, tmp_path / "out")
    assert len(open_index(tmp_path / "out").documents) == 3


def test_progress_counts_up(corpus: Path, tmp_path: Path) -> None:
    seen: list[Progress] = []
    build_index([corpus], tmp_path / "out", embedder=HashEmbedder(), progress=seen.append)
    assert list(dict.fromkeys(p.stage for p in seen)) == ["read", "embed", "write"]
    assert [p.documents_done for p in seen] == sorted(p.documents_done for p in seen)
    assert seen[-1].chunks_done == seen[-1].chunks_total > 0


def test_a_damaged_index_is_rebuilt_with_a_warning(corpus: Path, tmp_path: Path) -> None:
    build(corpus, tmp_path / "out")
    (live_folder(tmp_path / "out") / "vectors.i1").write_bytes(b"x")
    report = build(corpus, tmp_path / "out")
    assert report.embedded_chunks == report.chunks
    assert "vectors.i1" in report.warnings[0]
    open_index(tmp_path / "out")


def test_a_folder_that_cannot_be_written(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match="无法写入"):
        build(corpus, tmp_path / "file" / "out")


def test_in_memory_without_documents() -> None:
    with pytest.raises(DocumentError):
        Index.from_documents([], embedder=HashEmbedder())


def test_the_same_document_twice_counts_once() -> None:
    document = Document.from_text(TEXTS["市南区.txt"])
    index = Index.from_documents([document, document], embedder=HashEmbedder())
    assert len(index.documents) == 1
    assert index.manifest.documents == 1


def test_the_wrong_embedder_is_refused(corpus: Path, tmp_path: Path) -> None:
    build(corpus, tmp_path / "out")
    with pytest.raises(IndexUnreadable, match="64 维"):
        Index.open(tmp_path / "out", embedder=HashEmbedder(32))


def test_the_model_is_loaded_at_first_use_and_checked(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(corpus, tmp_path / "out")
    asked: list[str | None] = []

    def load(name: str | None = None) -> HashEmbedder:
        asked.append(name)
        return HashEmbedder(64 if len(asked) == 1 else 32)

    monkeypatch.setattr("index.searchable.load_embedder", load)
    index, other = Index.open(tmp_path / "out"), Index.open(tmp_path / "out")
    assert asked == []
    assert index.embedder is index.embedder
    assert asked == ["hash"]
    with pytest.raises(IndexUnreadable, match="32 维"):
        _ = other.embedder


def test_a_later_build_keeps_the_model_of_the_index(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str | None] = []

    def load(name: str | None = None) -> HashEmbedder:
        asked.append(name)
        return HashEmbedder(64)

    monkeypatch.setattr("index.build.load_embedder", load)
    build_index([corpus], tmp_path / "out")
    build_index([corpus], tmp_path / "out")
    build_index([corpus], tmp_path / "out", model="other", rebuild=True)
    assert asked == [None, "hash", "other"]
