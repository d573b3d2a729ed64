"""Every measure of the harness: its key in results, its Chinese name, and which way is better."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from eval.retrieval import CUTOFFS


@dataclass(frozen=True, slots=True)
class Metric:
    """A score every question may have.

    ``better`` is ``none`` for what is only reported. ``unit`` is ``share`` (0–1, shown in per
    cent), ``count`` or ``characters`` (whole numbers).
    """

    key: str
    title: str
    group: str
    better: Literal["higher", "lower", "none"] = "higher"
    unit: Literal["share", "count", "characters"] = "share"

    def show(self, value: float) -> str:
        """The value as people read it."""
        if self.unit == "share":
            return f"{100 * value:.1f}%"
        return f"{value:.3f}" if self.unit == "count" else f"{value:.0f}"


MODES = {"hybrid": "混合", "lexical": "仅词面", "dense": "仅向量", "ceiling": "上限"}
"""Ways of searching; ``ceiling`` ranks the chunks that hold the gold quotes first."""

ANSWERS = (
    Metric("facts", "事实齐全", "回答"),
    Metric("numbers", "数字正确", "回答"),
    Metric("wrong_number", "错误数字", "回答", better="lower"),
    Metric("wrong_district", "错误地区", "回答", better="lower"),
    Metric("f1", "字符 F1", "回答", better="none"),
    Metric("length", "答案字数", "回答", better="none", unit="characters"),
    Metric("ceiling.facts", "给定证据时事实齐全", "回答", better="none"),
)
CITATIONS = (
    Metric("citation_precision", "引用精确率", "引用"),
    Metric("citation_recall", "引用召回率", "引用"),
    Metric("evidence_recall", "证据召回率", "引用"),
    Metric("verbatim", "引用逐字一致", "引用"),
)
ABSTENTION = (Metric("refusal", "拒答判断正确", "拒答"),)
GENERATED = (
    Metric("unsupported", "出现的无据句子（每题）", "语言模型", better="lower", unit="count"),
    Metric("repaired", "换成原文的句子", "语言模型", better="none"),
    Metric("dropped", "删去的句子", "语言模型", better="none"),
    Metric("first_sentence", "第一句用时（毫秒）", "语言模型", better="none", unit="characters"),
)
"""Only where a language model was asked."""
_RETRIEVAL = {f"recall@{k}": f"召回率@{k}" for k in CUTOFFS} | {
    "mrr@10": "MRR@10",
    "ndcg@10": "nDCG@10",
    "document@1": "文档命中@1",
    "document@10": "文档命中@10",
    "district@1": "地区命中@1",
    "district@10": "地区命中@10",
}
RETRIEVAL = tuple(
    Metric(
        f"{mode}.{key}",
        f"{name}（{title}）",
        "检索",
        better="higher" if mode == "hybrid" else "none",
    )
    for mode, title in MODES.items()
    for key, name in _RETRIEVAL.items()
)
METRICS: Sequence[Metric] = (*ANSWERS, *CITATIONS, *ABSTENTION, *GENERATED, *RETRIEVAL)
BY_KEY = {metric.key: metric for metric in METRICS}

TYPES = {
    "fact": "事实",
    "list": "列举",
    "which": "哪些地区",
    "compare": "比较",
    "summary": "概括",
    "multi_turn": "追问",
    "unanswerable": "无法回答",
}
"""Question types and their Chinese names."""
