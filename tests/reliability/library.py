"""A small index that is built, added to and taken from, and what must always hold of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from index.build import build_index
from index.embed import HashEmbedder
from index.searchable import Index
from index.store import layout
from index.store.reading import verify_current
from index.update import add_documents, remove_documents
from index.uploads import Upload
from rag.youju import Youju

FIGURES = {"岳麓区": 41, "天心区": 52, "开福区": 63}
ADDED = ("雨花区", 74)
EMBEDDER = HashEmbedder()
_KEPT = 4
"""Generations that may lie in an index folder: the live one, two before it, one being removed."""


def text_of(place: str, figure: int) -> str:
    """A document about one place with one figure."""
    lines = [f"# {place}2026年政府工作报告", "## 二、今年的重点工作"]
    lines.append(f"今年，{place}将新建口袋公园{figure}个，改造老旧小区{figure + 100}个。")
    lines += [f"第{n}条工作要求各部门认真落实，按时完成{place}的任务。" for n in range(40)]
    return "\n\n".join(lines)


def write_sources(folder: Path) -> None:
    """The documents the index is built from."""
    folder.mkdir(parents=True, exist_ok=True)
    for place, figure in FIGURES.items():
        (folder / f"{place}.txt").write_text(text_of(place, figure), "utf-8")


def build(sources: Path, home: Path) -> None:
    """Build the index anew or bring it up to date."""
    build_index([sources], home, embedder=EMBEDDER)


def rebuild(sources: Path, home: Path) -> None:
    """Build everything anew, sparing nothing."""
    build_index([sources], home, embedder=EMBEDDER, rebuild=True)


def add(sources: Path, home: Path) -> None:
    """Add one document through the page's way in."""
    place, figure = ADDED
    upload = sources.parent / f"{place}.txt"
    upload.write_text(text_of(place, figure), "utf-8")
    add_documents(home, [Upload(upload, upload.name)], embedder=EMBEDDER)


def remove(sources: Path, home: Path) -> None:
    """Take the added document away again."""
    place, _ = ADDED
    index = Index.open(home, embedder=EMBEDDER)
    ids = [name for name, d in index.documents.items() if place in d.districts]
    remove_documents(home, ids, embedder=EMBEDDER)


WORKS: dict[str, Callable[[Path, Path], None]] = {"rebuild": rebuild, "add": add, "remove": remove}


def places_answered(home: Path) -> frozenset[str]:
    """Open the index, check every byte, and ask every place for its figure; the places that have
    one. ``AssertionError`` for a wrong one."""
    verify_current(home)
    youju = Youju(Index.open(home, embedder=EMBEDDER))
    known = FIGURES | dict([ADDED])
    for place in youju.districts:
        answer = youju.answer(f"{place}今年要新建多少个口袋公园？")
        assert answer.status == "answered", (place, answer.text)
        assert f"{known[place]}个" in answer.text, answer.text
        for citation in answer.citations:
            text = youju.documents[citation.document_id].text
            assert text[citation.start : citation.end] == citation.quote
    return frozenset(youju.districts)


def check_no_litter(home: Path) -> None:
    """Nothing half-written is left, and old generations do not pile up."""
    assert not list(home.rglob(f"{layout.UNFINISHED}*"))
    assert len(layout.generation_names(home)) <= _KEPT
