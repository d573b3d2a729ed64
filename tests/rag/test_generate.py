"""Answers worded by a language model: a real server process, good, bad and broken."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from eval.citations import broken_invariants, cited_by, claims, supports
from index.errors import UsageError
from rag.cli import main
from rag.generate.sentences import sentences
from rag.records import Answer
from rag.verify import objections
from rag.youju import Youju
from tests.rag.replayed import replaying

QUESTION = "市南区要建多少个都市园区？"
KEY = "sk-0123456789-not-to-be-seen"
BROKEN = {
    "empty": "没有写出内容",
    "babble": "通过核对",
    "429": "429",
    "500": "500",
    "401": "401",
    "malformed": "看不懂",
}


@pytest.fixture(scope="module")
def youju(seed_index: Path) -> Youju:
    return Youju.open(seed_index)


def unsupported(answer: Answer, youju: Youju) -> list[str]:
    """Sentences that do not stand on their citations, judged without the verifier."""
    return [
        s.text
        for s in claims(answer)
        if not supports(s.text, cited_by(s, answer), youju.documents, youju.districts)
    ]


def check_worded(answer: Answer, youju: Youju) -> None:
    """Every sentence has marks, every quote stands in its document, every figure in a quote."""
    assert broken_invariants(answer, youju.documents) == []
    for sentence in answer.sentences:
        assert sentence.citations
        assert objections(sentence, answer.citations, youju.documents) == []


@pytest.mark.parametrize("mode", ["good", "unmarked"])
def test_a_good_model_words_the_answer(
    youju: Youju, mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with replaying(mode, monkeypatch):
        answer = youju.answer(QUESTION, engine="openai")
    check_worded(answer, youju)
    assert answer.engine == "openai"
    assert "8个" in answer.text
    assert {check.verdict for check in answer.checks} == {"verified"}
    assert not unsupported(answer, youju)


def test_wrong_districts_and_figures_do_not_reach_the_reader(
    youju: Youju, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [
        QUESTION,
        "胶州市打造什么工作品牌？",
        "西海岸新区要推进多少个海洋重点项目？",
        "比较市南区和市北区的城市更新",
        "哪些区提到乡村振兴",
    ]
    verdicts: set[str] = set()
    with replaying("corrupt", monkeypatch):
        for question in asked:
            quoted = youju.answer(question)
            answer = youju.answer(question, engine="openai")
            check_worded(answer, youju)
            assert not unsupported(answer, youju)
            told = {(c.document_id, c.start) for c in answer.citations}
            assert told, question
            assert answer.status == quoted.status
            verdicts |= {check.verdict for check in answer.checks}
            for check in answer.checks:
                assert (check.why == ()) == (check.verdict == "verified")
                assert (check.shown != "") == (check.verdict == "repaired")
    assert verdicts == {"verified", "repaired", "dropped"}


@pytest.mark.parametrize("mode", BROKEN)
def test_a_broken_model_gives_way_to_the_quoted_answer(
    youju: Youju, mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    quoted = youju.answer(QUESTION)
    with replaying(mode, monkeypatch):
        answer = youju.answer(QUESTION, engine="openai")
    assert answer.sentences == quoted.sentences
    assert answer.citations == quoted.citations
    assert answer.engine == "extractive"
    assert BROKEN[mode] in answer.reason
    assert "原文摘录" in answer.text


def test_a_stream_that_breaks_off_keeps_what_was_checked(
    youju: Youju, monkeypatch: pytest.MonkeyPatch
) -> None:
    with replaying("cut", monkeypatch):
        answer = youju.answer(QUESTION, engine="openai")
    check_worded(answer, youju)
    assert "8个" in answer.text
    assert not unsupported(answer, youju)


def test_a_model_that_takes_too_long(youju: Youju, monkeypatch: pytest.MonkeyPatch) -> None:
    with replaying("slow", monkeypatch, llm_timeout=0.5):
        answer = youju.answer(QUESTION, engine="openai")
    assert "超时" in answer.reason
    assert "8个" in answer.text


def test_nobody_listens(youju: Youju, monkeypatch: pytest.MonkeyPatch) -> None:
    with replaying("good", monkeypatch):
        pass
    answer = youju.answer(QUESTION, engine="openai")
    assert "连接不上" in answer.reason
    assert "8个" in answer.text


def test_hostile_output_is_only_text_and_is_not_shown(
    youju: Youju, monkeypatch: pytest.MonkeyPatch
) -> None:
    with replaying("hostile", monkeypatch):
        answer = youju.answer(QUESTION, engine="openai")
    assert not any(word in answer.text for word in ("<script", "javascript:", "http://", "rm -rf"))
    assert "8个" in answer.text


def test_a_refusal_is_decided_before_the_model_is_asked(
    youju: Youju, monkeypatch: pytest.MonkeyPatch
) -> None:
    with replaying("500", monkeypatch):
        answer = youju.answer("李沧区有多少个都市园区？", engine="openai")
    assert answer.status == "refused"
    assert answer.checks == ()
    assert "500" not in answer.reason


def test_sentences_are_shown_as_they_pass(youju: Youju, monkeypatch: pytest.MonkeyPatch) -> None:
    with replaying("good", monkeypatch):
        answers = list(youju.stream("介绍市南区的经济发展", "openai"))
    shown = [len(answer.sentences) for answer in answers]
    assert shown == sorted(shown)
    assert shown[0] == 1 < shown[-1]
    assert not any(unsupported(answer, youju) for answer in answers)
    assert answers[-1].timings_ms["first_sentence"] <= answers[-1].timings_ms["total"]


def test_a_follow_up_keeps_its_district(youju: Youju, monkeypatch: pytest.MonkeyPatch) -> None:
    history = [("西海岸新区要推进多少个海洋重点项目？", "101个。")]
    with replaying("good", monkeypatch):
        answer = youju.answer("那它的医院目标呢", history=history, engine="openai")
    assert "10家" in answer.text
    assert {d for c in answer.citations for d in c.districts} == {"西海岸新区"}


def test_the_key_is_nowhere_to_be_seen(
    youju: Youju,
    seed_index: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("YOUJU_LLM_API_KEY", KEY)
    with replaying("401", monkeypatch):  # it repeats the key in its error
        answer = youju.answer(QUESTION, engine="openai")
        shown = CliRunner().invoke(main, ["status", "--index", str(seed_index), "--json"])
    assert "401" in answer.reason
    seen = [json.dumps(answer.to_dict()), shown.output, *(r.getMessage() for r in caplog.records)]
    assert not any(KEY in text for text in seen)
    assert not any(
        KEY.encode() in file.read_bytes() for file in seed_index.rglob("*") if file.is_file()
    )


def test_a_bad_key_setting_is_not_repeated(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    Path("youju.toml").write_text("llm_api_key = 12345678\n", "utf-8")
    result = CliRunner().invoke(main, ["status"])
    assert result.exit_code == 2
    assert "llm_api_key" in result.output
    assert "12345678" not in result.output


@pytest.mark.parametrize(
    ("engine", "hint"), [("magic", "extractive"), ("openai", "YOUJU_LLM_MODEL")]
)
def test_an_engine_that_is_not_there_is_said_so(youju: Youju, engine: str, hint: str) -> None:
    with pytest.raises(UsageError, match=hint):
        youju.answer(QUESTION, engine=engine)


@given(
    st.lists(
        st.sampled_from(["园区有8个", "投资2.5亿元", "“好。”他说", "[1]", "。", "\n", "- ", "？"])
    ),
    st.integers(1, 9),
)
def test_a_reply_is_cut_alike_however_it_arrives(parts: list[str], size: int) -> None:
    text = "".join(parts)
    pieces = [text[i : i + size] for i in range(0, len(text), size)]
    assert list(sentences(pieces)) == list(sentences([text]))


def test_thoughts_and_list_marks_are_left_out() -> None:
    reply = "<think>我想想。</think>1. **园区8个**[1]。\n- 投资2.5亿元[2]。[3]好的"
    assert list(sentences([reply])) == ["园区8个[1]。", "投资2.5亿元[2]。[3]"]
