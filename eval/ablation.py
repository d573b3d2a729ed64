"""What each part of the pipeline is worth: the pairs run with one part off at a time.

    python -m eval.ablation eval/pairs/seeds.jsonl=.cache/eval-seeds --split test

A part is turned off by replacing the one function or constant that it is, for the length of a
run, in this process. The result is a Markdown table of means with 95 % intervals.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

import rag.extractive
import rag.homophones
import rag.match
import rag.owner
import rag.question
import rag.refuse
import rag.retrieve
import rag.select
import rag.youju
from eval.pairs import read_pairs
from eval.run import evaluate
from eval.statistics import Interval
from eval.summary import summarise
from rag.question import Corpus, Question, understand
from rag.youju import Youju

Patch = tuple[Any, str, Any]
SCORES = {
    "facts": "事实齐全",
    "wrong_number": "错误数字",
    "wrong_district": "错误地区",
    "refusal": "拒答判断正确",
}


def _understood(change: Callable[[Question], Question]) -> list[Patch]:
    def changed(text: str, corpus: Corpus, history: Sequence[tuple[str, str]] = ()) -> Question:
        return change(understand(text, corpus, history))

    return [(rag.youju, "understand", changed)]


def _whole_question(question: Question) -> Question:
    return replace(question, topic=question.text)


def _timeless(question: Question) -> Question:
    return replace(question, years=None, year_named=False, mood="any")


def _unitless(question: Question) -> Question:
    return replace(question, numeric=False, dimensions=frozenset(), unit="")


def _placeless(question: Question) -> Question:
    return replace(question, scope=(), missing=(), everywhere=False)


def _alone(text: str, corpus: Corpus, history: Sequence[tuple[str, str]] = ()) -> Question:
    return understand(text, corpus)


def _nothing(text: str, *, broad: bool = False) -> list[Any]:
    return []


NO_RULE = rag.refuse.Rule((0.0,) * len(rag.refuse.FEATURES), 10.0, 0.0)


def parts() -> dict[str, list[Patch]]:
    """Name of each part → what to replace to do without it."""
    return {
        "完整": [],
        "不限定地区": _understood(_placeless),
        "不去掉提问用词（整句检索）": _understood(_whole_question),
        "不看前文": [(rag.youju, "understand", _alone)],
        "不用同义词": [
            (rag.match, "find_synonyms", _nothing),
            (rag.retrieve, "find_synonyms", _nothing),
            (rag.retrieve, "find_measures", _nothing),
        ],
        "不改口语与客套": [(rag.question, "plainly", lambda text, mentioned: text)],
        "不改错字": [
            (rag.homophones.Respeller, "respelt", lambda self, text: text),
            (rag.question, "respelt_people", lambda text, speakers: text),
        ],
        "不认指标": [
            (rag.refuse, "find_measures", _nothing),
            (rag.owner, "find_measures", _nothing),
        ],
        "不用向量检索": [(rag.retrieve, "DENSE_SHARE", 0.0)],
        "不用 BM25": [(rag.retrieve, "DENSE_SHARE", 1.0)],
        "不用整篇文档的得分": [
            (rag.retrieve, "DOCUMENT_SHARE", 0.0),
            (rag.retrieve, "PRESENCE_SHARE", 0.0),
        ],
        "不分年份与目标、结果": _understood(_timeless),
        "不管数字与单位": _understood(_unitless),
        "数字不问归属": [(rag.owner.Owner, "_owned", lambda self, quote, quantity: True)],
        "不量语义相近": [(rag.extractive, "MEASURED", 0), (rag.extractive, "LEAST_COVERAGE", 9.0)],
        "不把句子和问题放在一起读": [
            (rag.extractive.Extractive, "_judged", lambda self, question, groups: groups)
        ],
        "不按概率拒答": [(rag.refuse, "rule", lambda: NO_RULE)],
        "不按规则拒答": [
            (rag.refuse, "shortcoming_by_rule", lambda question, best: ""),
        ],
    }


@contextmanager
def without(patches: Sequence[Patch]) -> Iterator[None]:
    """Apply ``patches`` for the length of the ``with``."""
    before = [(owner, name, getattr(owner, name)) for owner, name, _ in patches]
    for owner, name, value in patches:
        setattr(owner, name, value)
    try:
        yield
    finally:
        for owner, name, value in before:
            setattr(owner, name, value)


def _cell(interval: Interval | None) -> str:
    if interval is None:
        return "—"
    return f"{interval.mean:.1%}（{interval.low:.1%}–{interval.high:.1%}）"


@click.command()
@click.argument("corpora", nargs=-1, required=True, metavar="PAIRS=INDEX ...")
@click.option("--split", type=click.Choice(["dev", "test"]), default="dev", show_default=True)
def main(corpora: tuple[str, ...], split: str) -> None:
    """逐项关掉流水线的一个部分，打印 Markdown 表格。"""
    for corpus in corpora:
        pairs_file, _, home = corpus.partition("=")
        pairs = [p for p in read_pairs(Path(pairs_file)) if p.split == split]
        click.echo(f"\n{Path(pairs_file).stem}，{split}，{len(pairs)} 题\n")
        click.echo(f"| 关掉的部分 | {' | '.join(SCORES.values())} |")
        click.echo(f"|---|{'---|' * len(SCORES)}")
        for name, patches in parts().items():
            with without(patches):
                run = evaluate(Youju.open(home), pairs, ceiling=False)
            means = summarise(run)[split].types["all"].means
            click.echo(f"| {name} | {' | '.join(_cell(means.get(key)) for key in SCORES)} |")


if __name__ == "__main__":
    sys.exit(main())
