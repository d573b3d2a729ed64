"""Check the files of a bundled model against its ``manifest.json``."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from pathlib import Path

from index.errors import ModelError

_REMEDY = (
    "请重新安装本项目，或在源码目录运行 `git checkout -- index/models` 恢复文件，"
    "也可用 `python -m index.models.rebuild` 重新生成。"
)


def verify(folder: Path, used: Collection[str]) -> None:
    """Raise ModelError unless the manifest names all files that will be ``used``, and every file
    it names has its sha256."""
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        expected = {name: entry["sha256"] for name, entry in manifest["files"].items()}
    except FileNotFoundError as error:
        raise ModelError(f"模型文件夹 {folder} 中没有 manifest.json。", _REMEDY) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(f"{folder / 'manifest.json'} 不是有效的模型清单。", _REMEDY) from error
    for name in used:
        if name not in expected:
            raise ModelError(f"{folder / 'manifest.json'} 里没有 {name} 的校验和。", _REMEDY)
    for name, sha256 in expected.items():
        path = folder / name
        if not path.is_file():
            raise ModelError(f"缺少模型文件 {path}。", _REMEDY)
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if found != sha256:
            raise ModelError(f"模型文件 {path} 与清单中的校验和不符，可能已损坏。", _REMEDY)
