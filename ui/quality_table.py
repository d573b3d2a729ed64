"""The last evaluation as HTML: scores by split, scores by type, every failure in a few lines."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from index.store.layout import LAST_REPORT
from ui.last_result import Failure, Group, LastResult, Score, read_last
from ui.live import steady
from ui.markup import alert, escape, escape_lines
from ui.seam import Answerer
from ui.words import Words

PAIRS = "eval/pairs/seeds.jsonl"
_MOST_FAILURES = 200
_LOWER_IS_BETTER = frozenset({"wrong_number", "wrong_district"})
_TYPE_MEASURES = ("facts", "numbers", "wrong_district", "refusal", "evidence_recall")


def quality_html(youju: Answerer, home: Path | None, words: Words) -> str:
    """The whole page: the last result, or what to run to get one."""
    said = words.quality
    if home is None:
        return f'<p class="yj-empty">{escape(said.no_home)}</p>'
    command = f"<pre><code>youju eval {PAIRS} --index {escape(str(home))}</code></pre>"
    try:
        last = read_last(home)
    except ValueError as error:
        return f"{alert(said.unreadable.format(error))}{command}"
    if last is None:
        return f'<p class="yj-empty">{escape(said.empty)}</p>{command}'
    moved = f'<p class="yj-alert">{escape(said.moved)}</p>{command}'
    report = home / LAST_REPORT
    whole = f'<p class="yj-summary">{escape(said.whole_report.format(report))}</p>'
    return (
        f'<section class="yj-quality"><p class="yj-summary">{escape(_run(last, words))}</p>'
        f"{moved if _moved(last, youju) else ''}{_splits(last, words)}{_types(last, words)}"
        f"{_failures(last, words)}{whole if report.exists() else ''}</section>"
    )


def _run(last: LastResult, words: Words) -> str:
    keys = ("created", "pairs", "engine", "model", "documents", "chunks")
    told = {key: str(last.manifest.get(key, "?")) for key in keys}
    told["created"] = told["created"].replace("T", " ").removesuffix("+00:00") + " UTC"
    return words.quality.run.format(**told)


def _moved(last: LastResult, youju: Answerer) -> bool:
    """Whether the documents are no longer those that were evaluated, as far as counts tell."""
    library = steady(youju)
    chunks = getattr(getattr(library, "index", None), "chunks", None)
    now = (len(library.documents), last.manifest.get("chunks") if chunks is None else len(chunks))
    return now != (last.manifest.get("documents"), last.manifest.get("chunks"))


def _splits(last: LastResult, words: Words) -> str:
    """One row a measure, one column a split."""
    said = words.quality
    whole = {split: groups["all"] for split, groups in last.splits.items() if "all" in groups}
    heads = "".join(
        f'<th scope="col">{escape(said.questions.format(said.split.get(name, name), g.n))}</th>'
        for name, g in whole.items()
    )
    rows = "".join(
        f'<tr><th scope="row">{escape(title)}</th>'
        + "".join(f"<td>{_share(g.scores.get(key), key, full=True)}</td>" for g in whole.values())
        + "</tr>"
        for key, title in said.measures.items()
    )
    return _table(f'<th scope="col">{escape(said.measure)}</th>{heads}', rows)


def _types(last: LastResult, words: Words) -> str:
    """One row a type of question, of all splits together where they are."""
    said = words.quality
    groups = last.splits.get("all") or next(iter(last.splits.values()), {})
    names = [*(name for name in groups if name != "all"), *(n for n in groups if n == "all")]
    titles = [said.type, said.count, said.failed]
    titles += [said.measures[key] for key in _TYPE_MEASURES]
    heads = "".join(f'<th scope="col">{escape(title)}</th>' for title in [*titles, said.time])
    rows = "".join(_type_row(name, groups, words) for name in names)
    return f"<h3>{escape(said.by_type)}</h3>{_table(heads, rows)}"


def _type_row(name: str, groups: Mapping[str, Group], words: Words) -> str:
    group = groups[name]
    cells = [f"<td>{group.n}</td><td>{group.failed or ''}</td>"]
    cells += [f"<td>{_share(group.scores.get(key), key)}</td>" for key in _TYPE_MEASURES]
    cells.append(f"<td>{group.p50:.0f} / {group.p95:.0f}</td>")
    title = escape(words.quality.types.get(name, name))
    return f'<tr><th scope="row">{title}</th>{"".join(cells)}</tr>'


def _share(score: Score | None, key: str, *, full: bool = False) -> str:
    if score is None:
        return "—"
    bad = score.mean > 0 if key in _LOWER_IS_BETTER else False
    interval = f"<small>{100 * score.low:.1f}–{100 * score.high:.1f}</small>" if full else ""
    shown = f"{100 * score.mean:.1f}%"
    return f"{f'<em>{shown}</em>' if bad else shown}{interval}"


def _table(heads: str, rows: str) -> str:
    return (
        f'<div class="yj-wide"><table class="yj-table yj-scores"><thead><tr>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _failures(last: LastResult, words: Words) -> str:
    said = words.quality
    head = f"<h3>{escape(said.failures.format(len(last.failures)))}</h3>"
    if not last.failures:
        return f'{head}<p class="yj-empty">{escape(said.none_failed)}</p>'
    listed = "".join(_failure(failure, words) for failure in last.failures[:_MOST_FAILURES])
    more = f'<p class="yj-empty">{escape(said.more_failures.format(_MOST_FAILURES))}</p>'
    return f"{head}{listed}{more if len(last.failures) > _MOST_FAILURES else ''}"


def _failure(failure: Failure, words: Words) -> str:
    said = words.quality
    tags = "".join(f'<span class="yj-badge">{escape(why)}</span>' for why in _why(failure, words))
    missing = f"<dt>{escape(said.missing)}</dt><dd>{escape('；'.join(failure.missing))}</dd>"
    return (
        f'<details class="yj-failure"><summary><code>{escape(failure.id)}</code> '
        f"{escape(failure.question)} {tags}</summary><dl><dt>{escape(said.answer)}</dt>"
        f"<dd>{escape_lines(failure.answer)}</dd>{missing if failure.missing else ''}"
        f"</dl></details>"
    )


def _why(failure: Failure, words: Words) -> list[str]:
    said = words.quality
    refused, answerable = failure.status == "refused", failure.type != "unanswerable"
    found = {
        said.should_answer: refused and answerable,
        said.should_refuse: not refused and not answerable,
        said.wrong_number: failure.wrong_number,
        said.wrong_district: failure.wrong_district,
        said.broken: failure.broken,
    }
    why = [name for name, holds in found.items() if holds]
    return why or [said.incomplete]
