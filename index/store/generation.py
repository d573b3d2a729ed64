"""Writing generations: one writer, a new folder each time, and one rename that makes it live."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from index.contents import Contents
from index.errors import IndexLocked, UsageError
from index.store import layout
from index.store.manifest import FileRecord
from index.store.records import encode_chunks, encode_documents

KEEP_PREVIOUS = 2
"""Generations kept beside the live one, for readers still on them and for going back."""

LOCK_SECONDS = 0.5
"""How long to wait for another writer: over a writer's last steps, not over its work."""


@contextmanager
def writer_lock(root: Path) -> Iterator[None]:
    """Be the only writer of the index folder ``root`` (made if missing) inside the ``with``.

    What killed writers left behind is removed first. Raises ``IndexLocked`` when another
    process is writing, ``UsageError`` when the folder cannot be written.
    """
    with _writable(root):
        root.mkdir(parents=True, exist_ok=True)
        lock = FileLock(root / layout.LOCK, timeout=LOCK_SECONDS)
        try:
            lock.acquire()
        except Timeout as error:
            raise IndexLocked(
                f"另一个进程正在写入索引 {root}。", "请等它结束后再试；查询不受影响。"
            ) from error
    try:
        with _writable(root):
            _remove_leftovers(root)
        yield
    finally:
        lock.release()


def write_generation(root: Path, contents: Contents) -> str:
    """Write ``contents`` as a new generation, make it live, and return its name.

    Call it inside ``writer_lock``. Readers see the generation before or this one, whole.
    Raises ``UsageError`` when the folder cannot be written; the live generation then stays.
    """
    with _writable(root):
        generations = root / layout.GENERATIONS
        generations.mkdir(exist_ok=True)
        newest = max(map(int, layout.generation_names(root)), default=0)
        name = f"{newest + 1:06d}"
        temporary = generations / f"{layout.UNFINISHED}{name}"
        try:
            temporary.mkdir()
            _fill(temporary, contents)
            layout.sync_tree(temporary)
            temporary.rename(generations / name)
        except BaseException:
            shutil.rmtree(temporary, ignore_errors=True)
            raise
        layout.sync(generations)
        layout.replace_file(root / layout.CURRENT, f"{name}\n")
        for old in layout.generation_names(root)[: -1 - KEEP_PREVIOUS]:
            shutil.rmtree(generations / old)
        return name


def _fill(folder: Path, contents: Contents) -> None:
    (folder / layout.VECTORS).write_bytes(contents.vectors.to_bytes())
    (folder / layout.DOCUMENTS).write_bytes(encode_documents(contents.documents))
    (folder / layout.CHUNKS).write_bytes(encode_chunks(contents.chunks))
    gazetteer = json.dumps(contents.gazetteer.to_json(), ensure_ascii=False, indent=1)
    (folder / layout.GAZETTEER).write_bytes(gazetteer.encode("utf-8", "surrogatepass"))
    contents.lexical.save(folder / layout.LEXICAL)
    contents.document_lexical.save(folder / layout.DOCUMENT_LEXICAL)
    files = {
        path.relative_to(folder).as_posix(): _file_record(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    manifest = contents.manifest.model_copy(update={"files": files})
    text = manifest.model_dump_json(indent=1).encode("utf-8")
    (folder / layout.MANIFEST).write_bytes(text)
    # The manifest vouches for the other files, this for the manifest (``sha256sum -c`` reads it).
    line = f"{hashlib.sha256(text).hexdigest()}  {layout.MANIFEST}\n"
    (folder / layout.MANIFEST_SHA256).write_text(line, encoding="utf-8")


def _file_record(path: Path) -> FileRecord:
    data = path.read_bytes()
    return FileRecord(sha256=hashlib.sha256(data).hexdigest(), bytes=len(data))


def _remove_leftovers(root: Path) -> None:
    """Remove half-written folders and whole ones that never became live."""
    for folder in (root, root / layout.GENERATIONS, root / layout.UPLOADS):
        for path in folder.glob(f"{layout.UNFINISHED}*"):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
    live = layout.current_name(root)
    if live is None:
        return  # nothing says which are good: leave them to whoever has to rescue them
    for name in layout.generation_names(root):
        if int(name) > int(live):
            shutil.rmtree(root / layout.GENERATIONS / name)


@contextmanager
def _writable(root: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UsageError(
            f"索引文件夹 {root} 无法写入：{error.strerror or error}。",
            "请检查磁盘空间和权限，或用 --out 换一个位置。",
        ) from error
