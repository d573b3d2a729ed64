"""Writing generations: one writer, a new folder each time, and one rename that makes it live."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from index.contents import Recipe
from index.errors import IndexLocked, UsageError
from index.store import layout
from index.store.writer import GenerationWriter

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
    with writable(root):
        root.mkdir(parents=True, exist_ok=True)
        lock = FileLock(root / layout.LOCK, timeout=LOCK_SECONDS)
        try:
            lock.acquire()
        except Timeout as error:
            raise IndexLocked(
                f"另一个进程正在写入索引 {root}。", "请等它结束后再试；查询不受影响。"
            ) from error
    try:
        with writable(root):
            _remove_leftovers(root)
        yield
    finally:
        lock.release()


@contextmanager
def new_generation(
    root: Path, recipe: Recipe
) -> Iterator[tuple[GenerationWriter, Callable[[], str]]]:
    """A writer of the next generation, and what makes it live once all is written, giving its
    name; without that call nothing is left of it.

    Call it inside ``writer_lock``. Readers see the generation before or this one, whole.
    Raises ``UsageError`` when the folder cannot be written; the live generation then stays.
    """
    generations = root / layout.GENERATIONS
    name = f"{max(map(int, layout.generation_names(root)), default=0) + 1:06d}"
    temporary = generations / f"{layout.UNFINISHED}{name}"

    def publish() -> str:
        writer.finish()
        layout.sync_tree(temporary)
        temporary.rename(generations / name)
        layout.sync(generations)
        layout.replace_file(root / layout.CURRENT, f"{name}\n")
        for old in layout.generation_names(root)[: -1 - KEEP_PREVIOUS]:
            shutil.rmtree(generations / old)
        return name

    with writable(root):
        generations.mkdir(exist_ok=True)
        temporary.mkdir()
        try:
            with GenerationWriter(temporary, recipe) as writer:
                yield writer, publish
        finally:
            shutil.rmtree(temporary, ignore_errors=True)


def _remove_leftovers(root: Path) -> None:
    """Remove half-written folders and whole ones that never became live."""
    for folder in (root, root / layout.GENERATIONS, root / layout.UPLOADS):
        for path in folder.glob(f"{layout.UNFINISHED}*"):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
    live = layout.current_name(root)
    if live is None or not (root / layout.GENERATIONS / live).is_dir():
        return  # nothing says which are good: leave them to whoever has to rescue them
    for name in layout.generation_names(root):
        if int(name) > int(live):
            shutil.rmtree(root / layout.GENERATIONS / name)


@contextmanager
def writable(root: Path) -> Iterator[None]:
    """Turn what writing can run into, a full disk or a folder that is read-only, into
    ``UsageError``."""
    try:
        yield
    except OSError as error:
        raise UsageError(
            f"索引文件夹 {root} 无法写入：{error.strerror or error}。",
            "请检查磁盘空间和权限，或用 --out 换一个位置。",
        ) from error
