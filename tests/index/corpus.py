"""A small corpus on disk, and building it, shared by the tests of the index folder."""

from __future__ import annotations

from pathlib import Path

from index.build import BuildReport, build_index
from index.embed import HashEmbedder
from index.errors import IndexUnreadable
from index.searchable import Index
from index.store.blocks import CheckedFile, block_checksums

TEXTS = {
    "市南区.txt": "# 市南区政府工作报告\n\n市南区加快建设海洋经济示范区。今年推进8个重点项目。",
    "市北区.txt": "# 市北区政府工作报告\n\n市北区地区生产总值增长5.8%。老城区改造惠及3000户居民。",
    "胶州市.txt": "# 胶州市政府工作报告\n\n胶州市打造临空经济区。上合示范区开行班列900列。",
}


def write_corpus(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def build(folder: Path, out: Path, *, dimension: int = 64, rebuild: bool = False) -> BuildReport:
    return build_index([folder], out, embedder=HashEmbedder(dimension), rebuild=rebuild)


def open_index(out: Path) -> Index:
    return Index.open(out, embedder=HashEmbedder(64))


def live_folder(out: Path) -> Path:
    return out / "generations" / (out / "CURRENT").read_text("utf-8").strip()


def checked(folder: Path, *, keep: bool = True) -> dict[str, CheckedFile]:
    """The files in ``folder`` as an open index has them, believed as they are now."""
    return {
        path.name: CheckedFile(
            path,
            path.stat().st_size,
            block_checksums(path),
            lambda file, why: IndexUnreadable(f"{file.name}: {why}"),
            keep=keep,
        )
        for path in folder.iterdir()
        if path.is_file()
    }
