"""The report for people: one HTML file that needs nothing else, with every failure's story."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from eval.baseline import Comparison
from eval.charts import interval_bars_svg, risk_coverage_svg
from eval.metrics import ABSTENTION, ANSWERS, BY_KEY, CITATIONS, GENERATED, MODES, TYPES
from eval.result_json import write_text
from eval.run import Result, Retrieved, Run
from eval.summary import ALL, SplitSummary
from eval.table import SEARCH_COLUMNS, SPLITS, TYPE_COLUMNS, cell, reasons

STATUS = {"answered": "已作答", "partial": "部分作答", "refused": "已拒答"}
FOUND_BY = {
    "name": "名称",
    "alias": "别名",
    "speaker": "讲话人",
    "history": "前文",
    "given": "指定",
    "corpus": "全部资料",
}
_MANIFEST = {
    "created": "时间（UTC）",
    "version": "版本",
    "commit": "提交",
    "engine": "引擎",
    "model": "向量模型",
    "model_revision": "模型版本",
    "chunk_max_tokens": "片段长度上限（词元）",
    "chunker_version": "切分版本",
    "documents": "文档数",
    "chunks": "片段数",
    "corpus_sha256": "资料摘要",
    "pairs": "题数",
    "pairs_sha256": "问答对摘要",
    "cpu_count": "处理器核数",
    "python": "Python",
    "platform": "系统",
}


def write_html(
    path: Path, run: Run, summary: Mapping[str, SplitSummary], comparison: Comparison | None = None
) -> None:
    """Write the report. Raises ``UsageError`` when ``path`` cannot be written."""
    write_text(path, render_html(run, summary, comparison))


def render_html(
    run: Run, summary: Mapping[str, SplitSummary], comparison: Comparison | None = None
) -> str:
    """The report as HTML text; everything that comes from data is escaped."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("eval"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    manifest = asdict(run.manifest)
    return environment.get_template("report.html.jinja").render(
        manifest=[(title, manifest[key]) for key, title in _MANIFEST.items()],
        overview=_overview(summary),
        splits=[_split(SPLITS[name], split) for name, split in summary.items()],
        failures=[_story(result) for result in run.results if result.failed],
        passed=[r for r in run.results if not r.failed],
        total=len(run.results),
        types=TYPES,
        status=STATUS,
        comparison=comparison,
    )


def _overview(summary: Mapping[str, SplitSummary]) -> dict[str, Any]:
    metrics = (*ANSWERS, *CITATIONS, *ABSTENTION, *GENERATED)
    groups = [split.types[ALL] for split in summary.values()]
    rows = [(m.title, [cell(group, m.key, full=True) for group in groups]) for m in metrics]
    rows.append(("拒答 F1", [f"{split.confusion.f1:.1%}" for split in summary.values()]))
    rows.append(("违反不变式的题数", [str(split.broken) for split in summary.values()]))
    heads = [f"{SPLITS[name]}（{split.types[ALL].n} 题）" for name, split in summary.items()]
    return {"heads": heads, "rows": rows}


def _split(title: str, split: SplitSummary) -> dict[str, Any]:
    whole = split.types[ALL]
    return {
        "title": title,
        "type_heads": [BY_KEY[key].title.replace("（混合）", "") for key in TYPE_COLUMNS],
        "types": [
            (TYPES.get(name, "合计"), g, [cell(g, key) for key in TYPE_COLUMNS])
            for name, g in split.types.items()
        ],
        "search_heads": [
            BY_KEY[f"hybrid.{key}"].title.replace("（混合）", "") for key in SEARCH_COLUMNS
        ],
        "searches": [
            (name, [cell(whole, f"{mode}.{key}") for key in SEARCH_COLUMNS])
            for mode, name in MODES.items()
        ],
        "latency": whole.latency,
        "confusion": split.confusion,
        "curve": split.risk_coverage,
        "risk_svg": risk_coverage_svg(split.risk_coverage),
        "facts_svg": interval_bars_svg(
            f"{title}：各题型事实齐全的比例",
            [
                (TYPES.get(name, "合计"), group.means["facts"])
                for name, group in split.types.items()
                if "facts" in group.means
            ],
        ),
    }


def _story(result: Result) -> dict[str, Any]:
    return {
        "result": result,
        "pair": result.pair,
        "answer": result.answer,
        "reasons": reasons(result),
        "scope": [(FOUND_BY.get(d.found_by, d.found_by), d) for d in result.answer.scope],
        "facts": [(" / ".join(g), g not in result.missing) for g in result.pair.answer_contains],
        "ranks": list(zip(result.gold, result.ranks.get("hybrid", ()), strict=True)),
        "passages": [(passage, _marked(result, passage)) for passage in result.retrieved],
    }


def _marked(result: Result, passage: Retrieved) -> list[tuple[str, bool]]:
    """The passage in pieces, each with whether it is part of a gold quote."""
    chunk = passage.chunk
    gold = [False] * len(chunk.text)
    for span in (span for quote in result.gold for span in quote.spans):
        if span.document_id == chunk.document_id:
            for position in range(max(span.start, chunk.start), min(span.end, chunk.end)):
                gold[position - chunk.start] = True
    pieces: list[tuple[str, bool]] = []
    begin = 0
    for position in range(1, len(gold) + 1):
        if position == len(gold) or gold[position] != gold[begin]:
            pieces.append((chunk.text[begin:position], gold[begin]))
            begin = position
    return pieces
