"""Reading the live generation, with everything checked before it is believed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.districts import Gazetteer
from index.errors import IndexUnreadable
from index.lexical import LexicalIndex
from index.lexical_files import read_lexical
from index.store import layout
from index.store.blocks import BLOCK, CheckedFile
from index.store.catalogue import CATALOGUE, PLACES, Catalogue
from index.store.manifest import SCHEMA, Manifest
from index.store.records import Records
from index.store.vectors import VectorStore

WHOLE = 64 << 20
"""Bytes of an index that is read and checked as a whole when it is opened. Of a larger one each
block is checked when it is first read."""


class NewerSchema(IndexUnreadable):
    """An index written by a later version of this program."""


class OlderSchema(IndexUnreadable):
    """An index written by an earlier version of this program."""


@dataclass(frozen=True, eq=False, slots=True)
class Contents:
    """An open generation. ``chunks[i].id == i``, and ``i`` is also the id of its vector and of
    its text in ``lexical``; ``documents[i]`` is text ``i`` in ``document_lexical``."""

    manifest: Manifest
    records: Records
    catalogue: Catalogue
    gazetteer: Gazetteer
    vectors: VectorStore
    lexical: LexicalIndex
    document_lexical: LexicalIndex
    text_keys: CheckedFile


def read_current(root: Path, *, model: str | None = None) -> tuple[str, Contents]:
    """Return the live generation's name and contents.

    Raises ``IndexUnreadable`` naming what is missing, damaged, newer, or made by another
    model than ``model``. What is damaged in a part that is read later is named then.
    """
    while True:
        name = live_name(root)
        try:
            return name, read_generation(root, root / layout.GENERATIONS / name, model)
        except IndexUnreadable:
            # A writer may have replaced, and then removed, the generation under our eyes.
            if layout.current_name(root) == name:
                raise


def verify_current(root: Path) -> int:
    """Read every file of the live generation and return the bytes that were found good.

    Raises ``IndexUnreadable`` naming the first one that is not as it was written.
    """
    return verify_generation(root, live_name(root))


def verify_generation(root: Path, name: str) -> int:
    """As ``verify_current`` for any generation."""
    folder = root / layout.GENERATIONS / name
    manifest = _manifest(root, folder)
    with _readable(root):
        for file_name, record in manifest.files.items():
            with (folder / file_name).open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != record.sha256:
                    raise _damaged(root, folder / file_name, "内容被改动过，与校验和不符")
    return sum(record.bytes for record in manifest.files.values())


def live_name(root: Path) -> str:
    """Return the live generation's name. Raises ``IndexUnreadable`` when there is none."""
    with _readable(root):
        gone = None
        while (name := layout.current_name(root)) is not None and name != gone:
            if (root / layout.GENERATIONS / name).is_dir():
                return name
            gone = name  # unless a writer has gone on meanwhile, and removed it
        if name is not None:
            raise IndexUnreadable(
                f"索引 {root} 的 {layout.CURRENT} 指向的 {name} 不存在。",
                layout.rebuild_remedy(root),
            )
        if layout.generation_names(root):
            raise IndexUnreadable(
                f"索引 {root} 缺少 {layout.CURRENT} 文件，或其内容已损坏。",
                layout.rebuild_remedy(root),
            )
    raise IndexUnreadable(
        f"{root} 里没有索引。" if root.exists() else f"没有索引：文件夹 {root} 不存在。",
        f"请先运行 youju index --out {root} [文档路径] 建立索引。",
    )


def read_generation(root: Path, folder: Path, model: str | None = None) -> Contents:
    """Open the generation in ``folder``; ``root`` is the index folder that errors name."""
    manifest = _manifest(root, folder)
    if model is not None and model != manifest.model.name:
        raise IndexUnreadable(
            f"索引 {root} 由向量模型 {manifest.model.name} 建立，不能用 {model} 查询。",
            f"请去掉 --model，或运行 youju index --model {model} --out {root} [文档路径] "
            "用新模型重新建立。",
        )
    with _readable(root):
        files = _opened(root, folder, manifest)
        gazetteer, records = files[layout.GAZETTEER], Records(files)
        lexical, document_lexical = read_lexical(
            _below(files, layout.LEXICAL),
            _below(files, layout.DOCUMENT_LEXICAL),
            records.document_positions,
        )
        contents = Contents(
            manifest=manifest,
            records=records,
            catalogue=Catalogue(files[CATALOGUE], files[PLACES]),
            gazetteer=Gazetteer.from_json(json.loads(gazetteer.whole())),
            vectors=VectorStore(files, manifest.model.dimension),
            lexical=lexical,
            document_lexical=document_lexical,
            text_keys=files[layout.TEXT_KEYS],
        )
        sizes = {len(contents.records.chunks), len(contents.vectors), contents.lexical.size}
        if sizes != {manifest.chunks}:
            raise ValueError(f"片段数不一致：{sorted(sizes)}")
    return contents


def _opened(root: Path, folder: Path, manifest: Manifest) -> dict[str, CheckedFile]:
    """All files of a generation, by name, each with the checksums of its blocks."""
    path = folder / layout.CHECKSUMS
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != manifest.files[layout.CHECKSUMS].sha256:
        raise _damaged(root, path, "内容被改动过，与校验和不符")
    checksums = np.frombuffer(data, "<u4")
    records = {n: r for n, r in manifest.files.items() if n != layout.CHECKSUMS}
    keep = sum(record.bytes for record in records.values()) <= WHOLE
    files, start = {}, 0
    for name, record in records.items():
        blocks = -(-record.bytes // BLOCK)
        own = checksums[start : start + blocks]
        start += blocks
        files[name] = CheckedFile(
            folder / name, record.bytes, own, lambda p, why: _damaged(root, p, why), keep=keep
        )
    return files


def _below(files: dict[str, CheckedFile], folder: str) -> dict[str, CheckedFile]:
    prefix = f"{folder}/"
    return {n.removeprefix(prefix): file for n, file in files.items() if n.startswith(prefix)}


def _manifest(root: Path, folder: Path) -> Manifest:
    path, vouching = folder / layout.MANIFEST, folder / layout.MANIFEST_SHA256
    with _readable(root):
        text = path.read_bytes()
        # A later schema may well keep its checksums elsewhere; where they are they come first.
        if vouching.exists() and _digest_of(vouching) != hashlib.sha256(text).hexdigest():
            raise _damaged(root, path, "与校验和不符")
        try:
            schema = int(json.loads(text)["schema_version"])
        except (ValueError, KeyError, TypeError) as error:
            raise _damaged(root, path, "内容无法解读") from error
        if schema > SCHEMA:
            raise NewerSchema(
                f"索引 {root} 由更新版本的有据建立（格式 {schema}，本程序只认得到 {SCHEMA}）。",
                f"请升级有据，或运行 youju index --rebuild --out {root} [文档路径] 重新建立索引。",
            )
        if schema < SCHEMA:
            raise OlderSchema(
                f"索引 {root} 由较早版本的有据建立（格式 {schema}，现在是 {SCHEMA}）。",
                f"请运行 youju repair --index {root}：以新格式重建，不需要原来的文件。",
            )
        if not vouching.exists():
            raise _damaged(root, vouching, "没有这个文件")
        return Manifest.model_validate_json(text)


def _digest_of(vouching: Path) -> str:
    return next(iter(vouching.read_text("utf-8", "replace").split()), "")


def _damaged(root: Path, path: Path, why: str) -> IndexUnreadable:
    return IndexUnreadable(f"索引文件 {path} 已损坏：{why}。", layout.rebuild_remedy(root))


@contextmanager
def _readable(root: Path) -> Iterator[None]:
    """Turn what reading can run into into ``IndexUnreadable``."""
    remedy = layout.rebuild_remedy(root)
    try:
        yield
    except FileNotFoundError as error:
        raise IndexUnreadable(f"索引缺少文件 {error.filename}。", remedy) from error
    except OSError as error:
        reason = error.strerror or error
        raise IndexUnreadable(
            f"索引文件 {error.filename or root} 读不出来：{reason}。", "请检查权限和磁盘。"
        ) from error
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise IndexUnreadable(f"索引 {root} 的内容无法解读：{error}。", remedy) from error
