"""Under what conditions a run was made, so that two runs can be told apart.

Nothing here names a host, a user or a path.
"""

from __future__ import annotations

import hashlib
import os
import platform
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from eval.pairs import Pair, pairs_sha256
from eval.system import QuestionAnswerer


@dataclass(frozen=True, slots=True)
class RunManifest:
    """``commit`` is empty outside a git checkout and ends in ``+`` when files had changed."""

    created: str
    version: str
    commit: str
    engine: str
    model: str
    model_revision: str
    chunk_max_tokens: int
    chunker_version: str
    documents: int
    chunks: int
    corpus_sha256: str
    pairs: int
    pairs_sha256: str
    cpu_count: int
    python: str
    platform: str


def describe(youju: QuestionAnswerer, pairs: tuple[Pair, ...], engine: str) -> RunManifest:
    """Describe a run of ``pairs`` on ``youju``."""
    index = youju.index.manifest
    digests = sorted(document.sha256 for document in youju.documents.values())
    return RunManifest(
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        version=_version(),
        commit=_commit(),
        engine=engine,
        model=_public(index.model.name),
        model_revision=index.model.revision,
        chunk_max_tokens=index.chunking.max_tokens,
        chunker_version=index.chunking.version,
        documents=len(youju.documents),
        chunks=len(youju.index.chunks),
        corpus_sha256=hashlib.sha256("\n".join(digests).encode()).hexdigest(),
        pairs=len(pairs),
        pairs_sha256=pairs_sha256(pairs),
        cpu_count=os.cpu_count() or 1,
        python=platform.python_version(),
        platform=f"{platform.system()} {platform.machine()}",
    )


def _version() -> str:
    try:
        return version("youju")
    except PackageNotFoundError:
        return ""


def _public(name: str) -> str:
    """A model given as a folder goes by the folder's own name."""
    return Path(name).name if Path(name).is_absolute() else name


def _commit() -> str:
    root = Path(__file__).parent
    commit = _git(root, "rev-parse", "--short=12", "HEAD")
    return commit + ("+" if commit and _git(root, "status", "--porcelain", "-uno") else "")


def _git(folder: Path, *arguments: str) -> str:
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=folder, capture_output=True, text=True, timeout=10, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
