"""Sentences read beside a question: what the bundled network thinks of them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from index.embed.load import BUNDLED, load_embedder
from index.embed.onnx import OnnxEmbedder
from index.errors import ModelError
from rag.relevance import CONFIG, FOLDER, NETWORK, Readings, Relevance, side_by_side


@pytest.fixture(scope="module")
def embedder() -> OnnxEmbedder:
    loaded = load_embedder(BUNDLED)
    assert isinstance(loaded, OnnxEmbedder)
    return loaded


@pytest.fixture(scope="module")
def relevance(embedder: OnnxEmbedder) -> Relevance:
    return Relevance(embedder)


@pytest.mark.parametrize(
    ("question", "answers", "does_not"),
    [
        ("企业反映的问题最晚多长时间得有回音？", "企业诉求24小时内必须答复。", "新建公园12处。"),
        ("当地人平均能活多少岁？", "人均预期寿命达到79.1岁。", "城镇新增就业8600人。"),
        ("带娃的托位有几个？", "新增婴幼儿照护位1200个。", "修建公路35公里。"),
    ],
)
def test_what_answers_in_other_words_is_likelier(
    relevance: Relevance, question: str, answers: str, does_not: str
) -> None:
    likely, unlikely = relevance.of(relevance.read(question).result(), [answers, does_not])
    assert likely.log_odds > unlikely.log_odds + 1


@pytest.mark.parametrize(
    ("question", "clause"),
    [
        ("当地人平均能活多少岁？", "人均预期寿命达到79.1岁"),
        ("带娃的托位有几个？", "新增婴幼儿照护位1200个"),
        ("公路要修多少公里？", "修建公路35公里"),
    ],
)
def test_the_clause_that_tells_the_answer(relevance: Relevance, question: str, clause: str) -> None:
    told = "一年来，新增婴幼儿照护位1200个，人均预期寿命达到79.1岁，今年修建公路35公里。"
    (judgement,) = relevance.of(relevance.read(question).result(), [told])
    assert judgement.weights.sum() == pytest.approx(1)
    assert judgement.share(0, len(told)) == pytest.approx(1)
    starts = {part: told.find(part) for part in told.strip("。").split("，")}
    shares = {part: judgement.share(at, at + len(part)) for part, at in starts.items()}
    assert max(shares, key=lambda part: shares[part]).endswith(clause)
    assert judgement.share(3, 3) == 0


def test_a_sentence_is_judged_alone(relevance: Relevance) -> None:
    told = ["全区新建幼儿园6所。", "改造老旧小区46个。", "全区新建幼儿园6所。"]
    asked = relevance.read("建了几所幼儿园").result()
    together = [judgement.log_odds for judgement in relevance.of(asked, told)]
    assert together == [relevance.of(asked, [one])[0].log_odds for one in told]
    assert together[0] == together[2]
    assert relevance.of(asked, []) == []


def test_a_reading_has_a_state_for_every_piece(embedder: OnnxEmbedder) -> None:
    reading = embedder.read("市南区新建都市园区8个", query=False, most=6)
    assert reading.states.shape == (len(reading.pieces), embedder.dimension)
    assert reading.spans.shape == (len(reading.pieces), 2)
    own = [piece for piece in reading.pieces if piece]
    assert len(own) == 6
    assert all(piece in "市南区新建都市园区8个" for piece in own)


def test_marks_tell_the_side_and_what_is_shared(embedder: OnnxEmbedder) -> None:
    readings = Readings(embedder)
    sides = side_by_side(readings.of("学位", query=True), readings.of("新增学位900个"))
    asked = len(readings.of("学位", query=True).pieces)
    assert set(sides.marks[:asked]) == {0, 1}
    assert set(sides.marks[asked:]) == {2, 3}
    assert len(sides.marks) == len(sides.states)


def test_readings_keep_no_more_than_they_may(embedder: OnnxEmbedder) -> None:
    readings = Readings(embedder, most=1)
    first = readings.of("学位")
    readings.of("托位")
    again = readings.of("学位")
    assert again is not first
    assert np.array_equal(again.states, first.states)


def test_an_altered_network_is_refused(embedder: OnnxEmbedder, tmp_path: Path) -> None:
    folder = tmp_path / "relevance"
    shutil.copytree(FOLDER, folder)
    network = folder / NETWORK
    network.write_bytes(network.read_bytes()[:-1] + b"\0")
    with pytest.raises(ModelError, match="校验和"):
        Relevance(embedder, folder)


def test_a_network_of_another_embedder_is_refused(embedder: OnnxEmbedder, tmp_path: Path) -> None:
    folder = tmp_path / "relevance"
    shutil.copytree(FOLDER, folder)
    config = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
    (folder / CONFIG).write_text(json.dumps(config | {"encoder_revision": "other"}), "utf-8")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["files"].pop(CONFIG)
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(ModelError):
        Relevance(embedder, folder)
