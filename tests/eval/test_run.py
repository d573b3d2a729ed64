from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from eval.manifest import _public, describe
from eval.result_json import to_json, write_json
from eval.run import evaluate
from eval.summary import summarise
from index.errors import UsageError
from tests.eval.conftest import pair, refusable
from tests.eval.fakes import FakeYouju

NORTH = "全年建设8个都市园区"


def timeless(content: Any) -> Any:
    """JSON without what differs between two runs."""
    if isinstance(content, dict):
        return {
            key: timeless(value)
            for key, value in content.items()
            if key not in ("created", "timings_ms", "latency_ms")
        }
    return [timeless(item) for item in content] if isinstance(content, list) else content


def test_a_run_scores_every_pair(youju: FakeYouju) -> None:
    asked = pair()
    youju.script[asked.question] = youju.says(asked.question, (NORTH, NORTH))
    seen: list[tuple[int, int]] = []
    run = evaluate(
        youju, [asked, refusable()], progress=lambda done, total: seen.append((done, total))
    )
    assert seen == [(0, 2), (1, 2), (2, 2)]
    first, second = run.results
    assert not first.failed
    assert not second.failed
    assert first.scores["facts"] == first.scores["ceiling.facts"] == 1
    assert first.scores["hybrid.recall@1"] == first.scores["ceiling.recall@1"] == 1
    assert first.ranks["hybrid"] == (1,)
    assert first.retrieved[0].relevant
    assert second.ranks == {}
    assert set(first.timings_ms) == {"search", "total"}


def test_the_ceiling_gives_the_gold_passages(youju: FakeYouju) -> None:
    given: list[set[int]] = []

    class Recording(FakeYouju):
        def answer(self, question: str, **options: Any) -> Any:
            if options.get("passages") is not None:
                given.append(set(options["passages"]))
            return super().answer(question, **options)

    evaluate(Recording(), [pair(), refusable()])
    assert given == [{0}]
    given.clear()
    evaluate(Recording(), [pair()], ceiling=False)
    assert given == []


def test_failures_of_every_kind(youju: FakeYouju) -> None:
    asked = pair()
    south = "全年建设12个都市园区"
    for answer in (
        youju.says(asked.question, (south, south)),
        replace(youju.says(asked.question, (NORTH, NORTH)), text=NORTH),
    ):
        youju.script[asked.question] = answer
        assert evaluate(youju, [asked]).results[0].failed
    youju.script.clear()
    assert evaluate(youju, [asked]).results[0].failed


def test_a_quote_that_is_not_in_the_corpus_ends_the_run(youju: FakeYouju) -> None:
    with pytest.raises(UsageError, match="q5"):
        evaluate(youju, [pair(id="q5", evidence=["没有这句话"])])


def test_splits_are_summed_apart(youju: FakeYouju) -> None:
    asked = pair()
    youju.script[asked.question] = youju.says(asked.question, (NORTH, NORTH))
    both = summarise(evaluate(youju, [asked, refusable(split="test")]))
    assert list(both) == ["dev", "test", "all"]
    assert both["dev"].types["all"].n == both["test"].types["all"].n == 1
    assert both["all"].types["all"].means["refusal"].mean == 1
    assert list(both["all"].types) == ["all", "fact", "unanswerable"]
    assert list(summarise(evaluate(youju, [asked]))) == ["dev"]
    assert list(summarise(evaluate(youju, [pair(split=None)]))) == ["all"]


def test_the_json_is_complete_and_repeats(youju: FakeYouju, tmp_path: Path) -> None:
    asked = pair()
    youju.script[asked.question] = youju.says(asked.question, (NORTH, NORTH))
    pairs = [asked, refusable()]
    contents = []
    for name in ("a.json", "b.json"):
        run = evaluate(youju, pairs)
        write_json(tmp_path / "new" / name, to_json(run, summarise(run)))
        contents.append(json.loads((tmp_path / "new" / name).read_text(encoding="utf-8")))
    assert timeless(contents[0]) == timeless(contents[1])
    row, refused = contents[0]["questions"]
    assert row["facts_ok"] is row["numbers_ok"] is True
    assert row["wrong_number"] is row["wrong_district"] is False
    assert row["ranks"]["hybrid"] == [1]
    assert row["citations"][0]["quote"] == NORTH
    assert (refused["status"], refused["facts_ok"], refused["wrong_number"]) == (
        "refused",
        None,
        None,
    )
    means = contents[0]["summary"]["dev"]["types"]["fact"]["means"]
    assert means["facts"] == {"mean": 1, "low": 1, "high": 1, "n": 1}
    assert contents[0]["summary"]["dev"]["abstention"]["f1"] == 1


def test_the_manifest_names_conditions_and_no_place(youju: FakeYouju) -> None:
    manifest = describe(youju, (pair(),), "extractive")
    assert (manifest.model, manifest.documents, manifest.pairs) == ("hash", 2, 1)
    assert len(manifest.corpus_sha256) == len(manifest.pairs_sha256) == 64
    assert str(Path.cwd()) not in repr(manifest)
    assert _public("/home/someone/models/my-model") == "my-model"
    assert _public("BAAI/bge-small-zh-v1.5") == "BAAI/bge-small-zh-v1.5"


def test_outside_a_checkout_there_is_no_commit(
    youju: FakeYouju, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    assert describe(youju, (pair(),), "extractive").commit == ""


def test_a_file_that_cannot_be_written_is_an_error(youju: FakeYouju, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="写不了"):
        write_json(tmp_path / "file" / "result.json", {})
