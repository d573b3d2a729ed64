from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from eval.bench import bench_command
from eval.corpora import corpora
from eval.passages import (
    AnswerQuestion,
    PlainSearch,
    SourceText,
    as_json,
    index_passages,
    passage_scores,
    read_lines,
)
from index.embed import HashEmbedder
from index.errors import UsageError

TEXTS = [
    SourceText(docid="a", text="各单位要做好防控工作。" * 3 + "负压救护车由北京北铃公司生产。"),
    SourceText(docid="b", text="展会补助金额不超过50万元。" + "企业可以申请贷款贴息。" * 3),
    SourceText(docid="empty", text=" \n"),
]
QUESTIONS = [
    AnswerQuestion(id="1", docid="a", question="负压救护车由谁生产", answer="北京北铃公司"),
    AnswerQuestion(id="2", docid="b", question="负压救护车超过多少", answer="50万元"),
]


def test_passages_are_short_and_in_place() -> None:
    index = index_passages(TEXTS, HashEmbedder(), 20)
    assert len(index.documents) == 2
    for chunk in index.chunks:
        assert len(chunk.text) <= 20
        document = index.documents[chunk.document_id]
        assert document.text[chunk.start : chunk.end] == chunk.text
    whole = "".join(c.text for c in index.chunks)
    assert whole == "".join(document.text for document in index.documents.values())


def test_scores_by_hand() -> None:
    index = index_passages(TEXTS, HashEmbedder(), 20)
    long = AnswerQuestion(id="3", docid="a", question="防控工作", answer=TEXTS[0].text)
    scores = passage_scores(PlainSearch(index), [*QUESTIONS, long], ["lexical"])["lexical"]
    # The first two find document a first, which is right for one of them; the third's answer
    # is longer than any passage.
    assert scores.document.mean == pytest.approx(2 / 3)
    assert (scores.fitting[1].mean, scores.fitting[1].n) == (0.5, 2)
    assert scores.fitting[5].mean == 1
    assert scores.overall[5].mean == pytest.approx(2 / 3)
    plain = as_json({"lexical": scores})["lexical"]
    assert plain["passage@1"]["mean"] == 0.5
    assert plain["document@1"]["n"] == 3


def test_the_command_prints_a_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.embed.load_embedder", lambda name: HashEmbedder())
    for name, records in (("docs", TEXTS[:2]), ("questions", QUESTIONS)):
        lines = [record.model_dump_json() for record in records]
        (tmp_path / f"{name}.jsonl").write_text("\n".join(lines), "utf-8")
    out = tmp_path / "out.json"
    for flag in ("--plain", "--chunk-chars=20"):
        done = CliRunner().invoke(
            bench_command, ["retrieval", str(tmp_path), flag, "--json", str(out)]
        )
        assert done.exit_code == 0, done.output
        assert "答案片段@1" in done.output
    assert set(json.loads(out.read_text("utf-8"))) == {"hybrid", "lexical", "dense"}


def test_bad_files_are_named(tmp_path: Path) -> None:
    path = tmp_path / "docs.jsonl"
    with pytest.raises(UsageError, match="读不了"):
        read_lines(path, SourceText)
    path.write_text('{"docid": "a", "text": "x"}\n{"docid": 1}\n')
    with pytest.raises(UsageError, match="第 2 行"):
        read_lines(path, SourceText)
    path.write_text("\n")
    with pytest.raises(UsageError, match="没有记录"):
        read_lines(path, SourceText)


def test_reports_become_one_file_a_province(tmp_path: Path) -> None:
    reports = tmp_path / "reports.jsonl"
    rows = [{"id": 1, "province": name, "text": f"{name}的报告"} for name in ("山东省", "青海省")]
    reports.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    done = CliRunner().invoke(corpora, ["provincial", str(reports), str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    assert (tmp_path / "out" / "青海省.txt").read_text(encoding="utf-8") == "青海省的报告"
    reports.write_text('{"province": "../x", "text": "y"}', "utf-8")
    done = CliRunner().invoke(corpora, ["provincial", str(reports), str(tmp_path / "out")])
    assert done.exit_code == 2
    assert "第 1 行" in done.output


def test_the_benchmark_names_a_missing_file(tmp_path: Path) -> None:
    done = CliRunner().invoke(bench_command, ["retrieval", str(tmp_path)])
    assert done.exit_code == 2
    assert "docs.jsonl" in done.output
