"""Training the network of ``rag.relevance`` and writing it, on a handful of examples."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from eval.relevance import export
from eval.relevance.examples import Example
from eval.relevance.network import Joint
from eval.relevance.train import AT_ONCE, fit, run
from index.embed.load import BUNDLED, load_embedder
from index.embed.onnx import OnnxEmbedder
from index.models.rebuild.wheel import Weights
from rag.relevance import Readings, Relevance, side_by_side

HIDDEN, INNER, LAYERS = 384, 64, 2
EXAMPLES = [
    Example(
        f"新增学位多少个，{n}区",
        (f"新增学位{n}00个。", f"修路{n}公里。"),
        (True, False),
        ((4, 7), None),
    )
    for n in range(1, AT_ONCE + 1)
]


@pytest.fixture(scope="module")
def embedder() -> OnnxEmbedder:
    loaded = load_embedder(BUNDLED)
    assert isinstance(loaded, OnnxEmbedder)
    return loaded


def small_weights() -> Weights:
    chance = np.random.default_rng(0)
    dense = {}
    for layer in range(LAYERS):
        shapes = dict.fromkeys(("q", "k", "v", "ao"), (HIDDEN, HIDDEN))
        shapes |= {"fi": (INNER, HIDDEN), "fo": (HIDDEN, INNER)}
        for name, shape in shapes.items():
            dense[f"l{layer}.{name}.w"] = chance.normal(0, 0.05, shape).astype(np.float32)
            dense[f"l{layer}.{name}.b"] = np.zeros(shape[0], np.float32)
        for name in ("aln", "oln"):
            dense[f"l{layer}.{name}.w"] = np.ones(HIDDEN, np.float32)
            dense[f"l{layer}.{name}.b"] = np.zeros(HIDDEN, np.float32)
    return Weights(LAYERS, 12, HIDDEN, INNER, 512, 1e-12, [], [], dense, {})


def test_what_is_learnt_is_what_is_written(embedder: OnnxEmbedder, tmp_path: Path) -> None:
    torch.manual_seed(0)
    weights = small_weights()
    network, readings = Joint(weights), Readings(embedder)
    losses: list[float] = []
    fit(network, EXAMPLES, readings, 12, losses.append)
    assert len(losses) == 12
    assert losses[-1] < losses[0]
    asked = EXAMPLES[0].question
    told = [passage for example in EXAMPLES[:4] for passage in example.passages]
    sides = [side_by_side(readings.of(asked, query=True), readings.of(one)) for one in told]
    export.write(tmp_path, network, weights, sides, {"encoder_revision": embedder.revision})
    with torch.inference_mode():
        log_odds, pointed = run(network, sides)
        learnt = log_odds.numpy()
    exported = Relevance(embedder, tmp_path)
    judged = exported.of(exported.read(asked).result(), told)
    written = np.array([judgement.log_odds for judgement in judged])
    assert np.abs(learnt - written).max() < 0.35 * np.ptp(learnt)
    assert np.corrcoef(learnt, written)[0, 1] > 0.98
    own = pointed[0][-len(judged[0].weights) :].numpy()
    own[judged[0].spans[:, 0] < 0] = -np.inf
    likely = np.exp(own) / np.exp(own).sum(0)
    assert np.abs(likely.mean(1) - judged[0].weights).max() < 0.1
    assert judged[0].share(4, 7) > 3 / len(told[0])  # the number was pointed at
