"""Reading the live generation, with every file checked before it is believed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.contents import Contents
from index.districts import Gazetteer
from index.errors import IndexUnreadable
from index.lexical import LexicalIndex
from index.store import layout
from index.store.faiss import VectorStore
from index.store.manifest import SCHEMA, Manifest
from index.store.records import decode_chunks, decode_documents


class NewerSchema(IndexUnreadable):
    """An index written by a later version of this program."""


def read_current(root: Path, *, model: str | None = None) -> tuple[str, Contents]:
    """Return the live generation's name and contents.

    Raises ``IndexUnreadable`` naming what is missing, damaged, newer, or made by another
    model than ``model``.
    """
    while True:
        name = live_name(root)
        try:
            return name, _read(root, name, model)
        except IndexUnreadable:
            # A writer may have replaced, and then removed, the generation under our eyes.
            if layout.current_name(root) == name:
                raise


def read_manifest(root: Path) -> tuple[str, Manifest]:
    """Return the live generation's name and manifest without opening its other files.

    Raises ``IndexUnreadable`` as ``read_current`` does.
    """
    name = live_name(root)
    return name, _manifest(root, root / layout.GENERATIONS / name)


def live_name(root: Path) -> str:
    """Return the live generation's name. Raises ``IndexUnreadable`` when there is none."""
    with _readable(root):
        name = layout.current_name(root)
        if name is not None:
            return name
        if layout.generation_names(root):
            raise IndexUnreadable(
                f"索引 {root} 缺少 {layout.CURRENT} 文件，或其内容已损坏。",
                layout.rebuild_remedy(root),
            )
    raise IndexUnreadable(
        f"{root} 里没有索引。" if root.exists() else f"没有索引：文件夹 {root} 不存在。",
        f"请先运行 youju index --out {root} [文档路径] 建立索引。",
    )


def _read(root: Path, name: str, model: str | None) -> Contents:
    folder = root / layout.GENERATIONS / name
    manifest = _manifest(root, folder)
    if model is not None and model != manifest.model.name:
        raise IndexUnreadable(
            f"索引 {root} 由向量模型 {manifest.model.name} 建立，不能用 {model} 查询。",
            f"请去掉 --model，或运行 youju index --model {model} --out {root} [文档路径] "
            "用新模型重新建立。",
        )
    with _readable(root):
        data = {file: _checked(root, folder, file, manifest) for file in manifest.files}
        documents = decode_documents(data[layout.DOCUMENTS])
        contents = Contents(
            manifest=manifest,
            documents=documents,
            chunks=decode_chunks(data[layout.CHUNKS], documents),
            gazetteer=Gazetteer.from_json(json.loads(data[layout.GAZETTEER])),
            vectors=VectorStore.from_bytes(data[layout.VECTORS]),
            lexical=LexicalIndex.load(folder / layout.LEXICAL),
            document_lexical=LexicalIndex.load(folder / layout.DOCUMENT_LEXICAL),
        )
        sizes = {len(contents.chunks), len(contents.vectors), contents.lexical.size}
        if sizes != {manifest.chunks}:
            raise ValueError(f"片段数不一致：{sorted(sizes)}")
    return contents


def _manifest(root: Path, folder: Path) -> Manifest:
    with _readable(root):
        text = (folder / layout.MANIFEST).read_bytes()
        # Before anything else: a later schema may well keep its checksums elsewhere.
        schema = json.loads(text)["schema_version"]
        if schema > SCHEMA:
            raise NewerSchema(
                f"索引 {root} 由更新版本的有据建立（格式 {schema}，本程序只认得到 {SCHEMA}）。",
                f"请升级有据，或{layout.rebuild_remedy(root).removeprefix('请')}",
            )
        expected = (folder / layout.MANIFEST_SHA256).read_text("utf-8").split()[0]
        if hashlib.sha256(text).hexdigest() != expected:
            raise _damaged(root, folder / layout.MANIFEST, "与校验和不符")
        return Manifest.model_validate_json(text)


def _checked(root: Path, folder: Path, file: str, manifest: Manifest) -> bytes:
    path = folder / file
    data = path.read_bytes()
    record = manifest.files[file]
    if len(data) != record.bytes:
        raise _damaged(root, path, f"应有 {record.bytes} 字节，实有 {len(data)} 字节")
    if hashlib.sha256(data).hexdigest() != record.sha256:
        raise _damaged(root, path, "内容被改动过，与校验和不符")
    return data


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
