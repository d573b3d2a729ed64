"""Fits the refusal rule on the dev pairs and writes it with its curve.

    python -m eval.calibrate eval/pairs/seeds.jsonl=.cache/eval-seeds \\
        eval/pairs/provincial.jsonl=.cache/eval-provincial

Each argument is a file of pairs, the index folder of its corpus and, behind another ``=``, the network
for ``rag.relevance`` that has not learnt from these pairs (``python -m eval.relevance … --out``): of
what it has learnt it is surer than of anything new. For every dev question
that a rule does not already refuse, the best candidate is right when it holds every fact of
the pair; logistic regression learns to tell right ones from the rest. Besides the fit on all
corpora it reports how a rule fitted on one does on the others.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray

from eval.facts import states
from eval.pairs import Pair, read_pairs
from index.embed.onnx import OnnxEmbedder
from rag import refuse
from rag.extractive import Extractive
from rag.question import Question
from rag.quote_vectors import QuoteVectors
from rag.records import ScopedDistrict
from rag.refuse import FEATURES, features
from rag.relevance import FOLDER, Relevance
from rag.select import Selector
from rag.youju import Youju

STRENGTH = 2.0
"""Inverse regularisation: a few features on a few hundred questions should not be trusted blindly."""
NEAR_MISS = 0.1
"""Weight of a question asked of another district or corpus: some do have an answer there."""
STRANGE = frozenset({"fact", "summary"})
"""Types of questions about other corpora that are asked as well."""
MOST_DISTRICTS = 8
WRONG = 0.75
"""How much worse a wrong answer, which shows what it quotes, is than a right one withheld: it can be seen to be wrong."""
Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Sample:
    """The best candidate of one dev question: its features and whether it is right."""

    pair: str
    features: tuple[float, ...]
    right: bool
    near_miss: bool = False


def collect(
    pairs: Sequence[Pair], youju: Youju, relevance: Relevance, strange: Sequence[Pair] = ()
) -> list[Sample]:
    """Samples of the pairs that are about one district or name none.

    Where districts are few and each tells its own things, every fact is asked of the others
    too: the near misses that the rule is there for. So are facts and summaries of other corpora
    (``strange``), each of one district: questions that these documents know nothing about.
    """
    vectors = QuoteVectors(youju.index.embedder)
    extractive = Extractive(youju.index, youju.corpus, vectors, relevance)
    few = len(youju.districts) <= MOST_DISTRICTS
    asked: list[tuple[Pair, Question]] = []
    for pair in pairs:
        question = youju.understand(pair.question, history=pair.history)
        asked.append((pair, question))
        if few and pair.type == "fact" and len(pair.districts) == 1 and not question.person:
            for other in youju.districts:
                if other not in pair.districts:
                    given = (ScopedDistrict(other, "given"),)
                    asked.append((pair, replace(question, scope=given, context="")))
    for number, pair in enumerate(p for p in strange if p.type in STRANGE):
        question = youju.understand(pair.question)
        given = (ScopedDistrict(youju.districts[number % len(youju.districts)], "given"),)
        asked.append((pair, replace(question, scope=given, missing=(), unknown_speaker="")))
    samples: list[Sample] = []
    for pair, question in asked:
        elsewhere = bool(question.scope) and question.scope[0].found_by == "given"
        if question.missing or question.unknown_speaker or question.kind in {"which", "compare"}:
            continue
        selector = Selector(youju.index, question)
        groups, _ = extractive.examine(question, selector)
        best = max((c[0] for c in groups.values() if c), key=lambda c: c.score, default=None)
        if best is None or refuse.shortcoming_by_rule(question, best):
            continue
        name = next(n for n, c in groups.items() if c and c[0] is best)
        evidence = extractive.evidence(question, groups[name], selector)
        quotes = f"{name} " + " ".join(e.quote for e in evidence)
        right = pair.answerable and all(
            any(states(quotes, form) for form in group) for group in pair.answer_contains
        )
        samples.append(Sample(pair.id, features(question, best), right, elsewhere))
    return samples


def fit(samples: Sequence[Sample]) -> tuple[Matrix, float]:
    """Coefficients, one for each of ``FEATURES``, and the intercept."""
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

    model = LogisticRegression(C=STRENGTH, max_iter=1000)
    model.fit(
        [s.features for s in samples],
        [s.right for s in samples],
        [NEAR_MISS if s.near_miss else 1.0 for s in samples],
    )
    return model.coef_[0], float(model.intercept_[0])


def accuracy(samples: Sequence[Sample], rule: tuple[Matrix, float]) -> float:
    """The share of samples that a rule puts on the right side of one half."""
    coefficients, intercept = rule
    scores = np.array([s.features for s in samples]) @ coefficients + intercept
    return float(np.mean((scores > 0) == np.array([s.right for s in samples])))


def curve(samples: Sequence[Sample], rule: tuple[Matrix, float]) -> list[dict[str, float]]:
    """Coverage (share answered) and risk (share of those that are wrong) by threshold."""
    chances = probabilities(samples, rule)
    right = np.array([s.right for s in samples])
    rows = []
    for threshold in np.arange(0.1, 0.96, 0.05):
        kept = chances >= threshold
        risk = float(np.mean(~right[kept])) if kept.any() else 0.0
        rows.append(
            {
                "threshold": round(float(threshold), 2),
                "coverage": round(float(kept.mean()), 4),
                "risk": round(risk, 4),
            }
        )
    return rows


def threshold(samples: Sequence[Sample], rule: tuple[Matrix, float]) -> float:
    """The threshold that costs least on ``samples``, a wrong answer counting ``WRONG`` times as
    much as a right one withheld."""
    chances = probabilities(samples, rule)
    right = np.array([s.right for s in samples])
    choices = [float(t) for t in np.arange(0.2, 0.81, 0.05)]
    costs = [
        float(WRONG * np.sum(~right & (chances >= t)) + np.sum(right & (chances < t)))
        for t in choices
    ]
    return round(choices[int(np.argmin(costs))], 2)


def probabilities(samples: Sequence[Sample], rule: tuple[Matrix, float]) -> Matrix:
    """The probability of each sample, ``(n,)``."""
    coefficients, intercept = rule
    scores = np.array([s.features for s in samples]) @ coefficients + intercept
    return np.asarray(1 / (1 + np.exp(-scores)))


@click.command()
@click.argument("corpora", nargs=-1, required=True, metavar="PAIRS=INDEX[=NETWORK] ...")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=refuse.RULE_FILE,
    show_default=True,
    help="写入的文件。",
)
def main(corpora: tuple[str, ...], out: Path) -> None:
    """用开发集拟合拒答规则，连同曲线写入 JSON。"""
    given = [corpus.split("=") for corpus in corpora]
    pairs = {Path(path).stem: read_pairs(Path(path), split="dev") for path, *_ in given}
    samples: dict[str, list[Sample]] = {}
    for path, home, *network in given:
        name = Path(path).stem
        strange = [pair for other, own in pairs.items() if other != name for pair in own]
        youju = Youju.open(Path(home))
        embedder = youju.index.embedder
        assert isinstance(embedder, OnnxEmbedder)
        relevance = Relevance(embedder, Path(network[0]) if network else FOLDER)
        samples[name] = collect(pairs[name], youju, relevance, strange)
        right = sum(s.right for s in samples[name])
        click.echo(f"{name}：{len(samples[name])} 题，最佳候选正确 {right} 题")
    everything = [s for own in samples.values() for s in own]
    rule = fit(everything)
    asked = [s for s in everything if not s.near_miss]
    across = {}
    for name, own in samples.items():
        others = [s for other, rest in samples.items() if other != name for s in rest]
        if others:
            plain = [s for s in own if not s.near_miss]
            across[name] = round(accuracy(plain, fit(others)), 4)
    record = {
        "command": " ".join(["python -m eval.calibrate", *(path for path, *_ in given)]),
        "questions": {name: len(own) for name, own in samples.items()},
        "coefficients": {n: round(float(c), 4) for n, c in zip(FEATURES, rule[0], strict=True)},
        "intercept": round(rule[1], 4),
        "threshold": threshold(asked, rule),
        "accuracy": round(accuracy(asked, rule), 4),
        "accuracy_fitted_on_the_others": across,
        "curve": curve(asked, rule),
    }
    out.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    click.echo(json.dumps({k: v for k, v in record.items() if k != "curve"}, ensure_ascii=False))


if __name__ == "__main__":
    sys.exit(main())
