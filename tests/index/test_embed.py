"""Embedders: shape, order, determinism, long texts, and errors that say what to do."""

from __future__ import annotations

import json
import logging
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from index.embed import (
    BUNDLED,
    Embedder,
    HashEmbedder,
    OnnxEmbedder,
    SentenceTransformerEmbedder,
    load_embedder,
)
from index.embed.base import windows
from index.errors import ModelError

BUNDLED_FOLDER = Path(__file__).parents[2] / "index" / "models" / BUNDLED
TEXTS = [
    "市北区将打造国际邮轮港区，发展邮轮旅游和航运贸易金融。",
    "水的沸点是100℃。",
    "GDP",
    "",
    "胶州市提出全年生产总值增长6%以上，固定资产投资增长8%，" * 10,
]


@pytest.fixture(scope="module")
def bundled() -> OnnxEmbedder:
    return OnnxEmbedder(BUNDLED_FOLDER)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(BUNDLED_FOLDER, tmp_path / "model"))


@pytest.fixture(scope="module")
def static_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny sentence-transformers model, with no prompts and no limit of tokens."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(BUNDLED_FOLDER / "tokenizer.json"))
    size = tokenizer.get_vocab_size()
    weights = np.random.default_rng(0).normal(size=(size, 8)).astype(np.float32)
    folder = tmp_path_factory.mktemp("static")
    module = StaticEmbedding(tokenizer, embedding_weights=weights)
    SentenceTransformer(modules=[module], device="cpu").save(str(folder), create_model_card=False)
    return folder


def both(bundled: OnnxEmbedder) -> list[Embedder]:
    return [bundled, HashEmbedder()]


def test_vectors_have_the_promised_shape_and_length(bundled: OnnxEmbedder) -> None:
    for embedder in both(bundled):
        passages = embedder.embed_passages(TEXTS)
        query = embedder.embed_query(TEXTS[0])
        assert passages.shape == (len(TEXTS), embedder.dimension)
        assert query.shape == (embedder.dimension,)
        assert passages.dtype == query.dtype == np.float32
        assert np.allclose(np.linalg.norm(passages, axis=1), 1, atol=1e-5)
        assert embedder.embed_passages([]).shape == (0, embedder.dimension)


def test_a_vector_depends_on_its_text_alone(bundled: OnnxEmbedder) -> None:
    for embedder in both(bundled):
        together = embedder.embed_passages(TEXTS)
        alone = [embedder.embed_passages([text])[0] for text in TEXTS]
        backwards = embedder.embed_passages(TEXTS[::-1])[::-1]
        assert np.array_equal(together, np.stack(alone))
        assert np.array_equal(together, backwards)


def test_threads_change_nothing(bundled: OnnxEmbedder) -> None:
    single = OnnxEmbedder(BUNDLED_FOLDER, threads=1)
    assert np.array_equal(single.embed_passages(TEXTS), bundled.embed_passages(TEXTS))


def test_the_answer_is_nearer_than_another_passage(bundled: OnnxEmbedder) -> None:
    near, far = bundled.embed_passages([TEXTS[1], TEXTS[0]]) @ bundled.embed_query("水几度烧开？")
    assert near > far + 0.05


def test_questions_and_passages_have_their_own_prompts(bundled: OnnxEmbedder) -> None:
    passage, query = bundled.embed_passages([TEXTS[0]])[0], bundled.embed_query(TEXTS[0])
    assert 0.8 < passage @ query < 0.9999


def test_the_bundled_model_describes_itself(bundled: OnnxEmbedder) -> None:
    manifest = json.loads((BUNDLED_FOLDER / "manifest.json").read_text(encoding="utf-8"))
    assert (bundled.name, bundled.dimension, bundled.max_tokens) == (BUNDLED, 384, 512)
    assert bundled.revision == manifest["revision"]
    assert bundled.passage_budget == 512 - len(["<s>", "▁passage", ":", "</s>"])
    # "▁" stands for the start of the text; prompt and special tokens are not counted.
    assert bundled.count_tokens("地区生产总值") == len(["▁", "地区", "生产", "总", "值"])
    assert bundled.count_tokens("") == 0


@pytest.mark.parametrize("count", [0, 1, 508, 509, 1016, 5000])
def test_windows_cover_every_token_once(count: int) -> None:
    parts = windows(count, 508)
    assert [i for part in parts for i in range(count)[part]] == list(range(count))
    assert max(part.stop - part.start for part in parts) <= 508


def test_the_end_of_a_long_text_counts(
    bundled: OnnxEmbedder, caplog: pytest.LogCaptureFixture
) -> None:
    long = "全市粮食总产量稳定增长。" * 120
    embedder = OnnxEmbedder(BUNDLED_FOLDER)
    assert embedder.count_tokens(long) > embedder.passage_budget
    with caplog.at_level(logging.WARNING):
        one, other = embedder.embed_passages([long + "足球比赛。" * 60, long + "水的沸点。" * 60])
        embedder.embed_query(long)
    assert one @ other < 0.999
    assert len(caplog.records) == 1, "one warning for each embedder"
    assert "508" in caplog.text


def test_progress_counts_up_to_the_end(bundled: OnnxEmbedder) -> None:
    for embedder in both(bundled):
        seen: list[int] = []
        embedder.embed_passages(["好"] * 35, progress=seen.append)
        assert seen == sorted(set(seen))
        assert seen[-1] == 35


def test_importing_and_using_the_bundled_model_needs_no_torch() -> None:
    code = (
        "import sys; from index.embed import load_embedder;"
        "load_embedder().embed_query('青岛');"
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'onnx'} & set(sys.modules);"
        "sys.exit(f'imported {heavy}' if heavy else 0)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=BUNDLED_FOLDER.parents[2])


def flip_last_byte(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("damage", "file"),
    [
        (flip_last_byte, "model.onnx"),
        (flip_last_byte, "tokenizer.json"),
        (flip_last_byte, "config.json"),
        (Path.unlink, "model.onnx"),
        (Path.unlink, "manifest.json"),
        (flip_last_byte, "manifest.json"),
    ],
)
def test_a_damaged_model_is_named(copied: Path, damage: Callable[[Path], None], file: str) -> None:
    damage(copied / file)
    if damage is flip_last_byte and file == "manifest.json":
        (copied / file).write_text('{"files": []}', encoding="utf-8")
    with pytest.raises(ModelError) as caught:
        OnnxEmbedder(copied)
    assert file in caught.value.message
    assert "index.models.rebuild" in caught.value.remedy


@pytest.mark.parametrize("file", ["model.onnx", "tokenizer.json", "config.json"])
def test_a_file_nobody_vouches_for_is_refused(copied: Path, file: str) -> None:
    manifest = json.loads((copied / "manifest.json").read_text(encoding="utf-8"))
    del manifest["files"][file]
    (copied / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(ModelError, match=f"里没有 {file} 的校验和"):
        OnnxEmbedder(copied)


def test_the_bundled_model_opens_no_file_but_those_checked(copied: Path) -> None:
    for path in copied.iterdir():
        if path.name not in {"model.onnx", "tokenizer.json", "config.json", "manifest.json"}:
            path.unlink()
    manifest = json.loads((copied / "manifest.json").read_text(encoding="utf-8"))
    manifest["files"] = {n: f for n, f in manifest["files"].items() if (copied / n).exists()}
    (copied / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert OnnxEmbedder(copied).embed_query("青岛").shape == (384,)


def test_load_by_name(static_model: Path) -> None:
    assert isinstance(load_embedder(), OnnxEmbedder)
    assert isinstance(load_embedder(BUNDLED), OnnxEmbedder)
    assert isinstance(load_embedder(str(static_model)), SentenceTransformerEmbedder)


def test_a_model_without_prompts_or_limit(static_model: Path) -> None:
    embedder = SentenceTransformerEmbedder(static_model)
    vectors = embedder.embed_passages(["青岛港", "", "邮轮"])
    assert vectors.shape == (3, embedder.dimension) == (3, 8)
    assert np.allclose(embedder.embed_query("青岛港"), vectors[0], atol=1e-6)
    assert embedder.embed_passages([]).shape == (0, 8)
    assert embedder.count_tokens("地区生产总值") == 5
    assert embedder.passage_budget <= embedder.max_tokens


def test_the_revision_follows_the_files(static_model: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(static_model, tmp_path / "copy"))
    before = SentenceTransformerEmbedder(copy).revision
    assert before == SentenceTransformerEmbedder(static_model).revision
    settings = copy / "config_sentence_transformers.json"
    settings.write_text(settings.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert SentenceTransformerEmbedder(copy).revision != before


def test_code_inside_a_model_is_not_run(static_model: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(static_model, tmp_path / "copy"))
    (copy / "custom.py").write_text("raise SystemExit('ran')\n", encoding="utf-8")
    modules = json.loads((copy / "modules.json").read_text(encoding="utf-8"))
    modules[0]["type"] = "custom.Module"
    (copy / "modules.json").write_text(json.dumps(modules), encoding="utf-8")
    with pytest.raises(ModelError, match="无法加载模型"):
        SentenceTransformerEmbedder(copy)


def test_pickled_weights_are_not_read(static_model: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(static_model, tmp_path / "copy"))
    (copy / "model.safetensors").rename(copy / "pytorch_model.bin")
    with pytest.raises(ModelError, match="pickle") as caught:
        SentenceTransformerEmbedder(copy)
    assert str(copy / "pytorch_model.bin") in caught.value.message
    assert "safetensors" in caught.value.remedy


def test_a_missing_folder_says_what_to_do() -> None:
    with pytest.raises(ModelError) as caught:
        load_embedder("./no/such/model")
    assert "./no/such/model" in caught.value.message
    assert "--model" in caught.value.remedy


def test_an_unreachable_hub_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    import huggingface_hub

    def unreachable(*_: object, **__: object) -> None:
        raise OSError("Name or service not known")

    monkeypatch.setattr(huggingface_hub.HfApi, "model_info", unreachable)
    with pytest.raises(ModelError) as caught:
        load_embedder("no-such-owner/no-such-model")
    assert caught.value.message.startswith("无法加载模型 no-such-owner/no-such-model：")
    assert "本地文件夹" in caught.value.remedy


def test_hashing_is_the_same_on_every_machine() -> None:
    vector = HashEmbedder(64).embed_query("青岛港")
    # crc32 of the four bigrams of "青岛港" and its end marks, modulo 64
    assert np.flatnonzero(vector).tolist() == [7, 12, 24, 26]
    shared, other = HashEmbedder().embed_passages(["青岛港口", "粮食产量"])
    assert shared @ HashEmbedder().embed_query("青岛港") > 0.5
    assert abs(other @ HashEmbedder().embed_query("青岛港")) < 0.3
