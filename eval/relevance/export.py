"""Write the trained network for onnxruntime, in int8, with its checksums."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import torch

from eval.relevance.network import Joint
from index.models.rebuild.artefacts import to_json
from index.models.rebuild.calibrate import Range, record
from index.models.rebuild.graph import write_joint
from index.models.rebuild.wheel import Weights
from rag.relevance import CONFIG, ENDING, FOLDER, NETWORK, Sides

NAME, LICENSE = "zh-e5-relevance", "LICENSE"
_SHORT = {"query": "q", "key": "k", "value": "v", "attended": "ao", "inner": "fi", "outer": "fo"}
_SHORT |= {"attended_norm": "aln", "outer_norm": "oln"}
_GIVEN = {"query": "q", "attended": "ao", "inner": "fi", "outer": "fo"}
"""Products whose inputs differ; query, key and value share one."""


def write(
    folder: Path, network: Joint, start: Weights, sample: Sequence[Sides], config: dict[str, object]
) -> None:
    """Write ``network``, which was started from ``start``, with the ranges that ``sample`` shows."""
    folder.mkdir(parents=True, exist_ok=True)
    dense = {
        f"l{number}.{_SHORT[part]}.{kind[0]}": value.detach().numpy()
        for number, layer in enumerate(network.layers)
        for name, value in layer.named_parameters()
        for part, kind in [name.split(".")]
    }
    weights = replace(start, layers=len(network.layers), dense=dense, quantized={})
    model = write_joint(weights, _ranges(network, sample), NAME)
    (folder / NETWORK).write_bytes(model.SerializeToString(deterministic=True))
    inner, outer = network.inner, network.outer
    pointer = network.pointer
    ending = [network.marks.weight, inner.weight, inner.bias, outer.weight[0], outer.bias]
    ending += [pointer.weight, pointer.bias]
    arrays = [tensor.detach().numpy().astype("<f4") for tensor in ending]
    (folder / ENDING).write_bytes(b"".join(array.tobytes() for array in arrays))
    shapes = [list(array.shape) for array in arrays]
    (folder / CONFIG).write_text(
        to_json({"name": NAME, "ending": shapes, **config}), encoding="utf-8"
    )
    shutil.copy(FOLDER.parent / "zh-e5-small" / LICENSE, folder)  # what it was started from
    files = {name: (folder / name).read_bytes() for name in (NETWORK, ENDING, CONFIG, LICENSE)}
    manifest = {
        name: {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
        for name, content in files.items()
    }
    (folder / "manifest.json").write_text(
        to_json({"name": NAME, "files": manifest}), encoding="utf-8"
    )


def _ranges(network: Joint, sample: Sequence[Sides]) -> dict[str, Range]:
    ranges: dict[str, Range] = {}
    hooks = [
        layer.get_submodule(name).register_forward_hook(
            partial(record, ranges, f"l{number}.{short}")
        )
        for number, layer in enumerate(network.layers)
        for name, short in _GIVEN.items()
    ]
    with torch.inference_mode():
        for side in sample:
            network([side])
    for hook in hooks:
        hook.remove()
    return ranges
