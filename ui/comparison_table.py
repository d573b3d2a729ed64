"""A comparison as HTML: the table, the bars where figures compare, the files to take away."""

from __future__ import annotations

import base64

from rag.records import Citation
from ui.comparison import Comparison, Row
from ui.comparison_file import Table, as_csv, as_xlsx, file_stem
from ui.markup import escape
from ui.reader import read_button
from ui.words import Words

_CSV = "text/csv;charset=utf-8"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def comparison_html(comparison: Comparison, words: Words) -> str:
    """Everything shown of ``comparison``."""
    said = words.compare
    total = len(comparison.rows)
    summary = said.summary.format(
        total=total,
        mentioned=comparison.mentioned,
        missing=total - comparison.mentioned,
        ms=round(comparison.milliseconds),
    )
    nowhere = f'<p class="yj-empty">{escape(said.nowhere)}</p>'
    return (
        f'<section class="yj-compared" aria-label="{escape(comparison.topic)}">'
        f"<header><h2>{escape(comparison.topic)}</h2><p>{escape(summary)}</p>"
        f"{_downloads(comparison, words)}</header>"
        f"{'' if comparison.mentioned else nowhere}"
        f"{_bars(comparison, words)}"
        f'<div class="yj-wide"><table class="yj-table"><thead><tr>'
        f'<th scope="col">{escape(said.district)}</th><th scope="col">{escape(said.said)}</th>'
        f'<th scope="col">{escape(said.source)}</th></tr></thead>'
        f"<tbody>{''.join(_row(row, words) for row in comparison.rows)}</tbody></table></div>"
        "</section>"
    )


def _row(row: Row, words: Words) -> str:
    head = f'<th scope="row">{escape(row.district)}</th>'
    if not row.citations:
        nothing = escape(words.compare.not_mentioned)
        return f'<tr class="yj-none">{head}<td>{nothing}</td><td></td></tr>'
    said = "".join(
        f'<p class="yj-said"><q>{escape(c.quote)}</q>{_mark(c, words)}</p>' for c in row.citations
    )
    sources = "".join(f"<p>{s}</p>" for s in dict.fromkeys(_source(c) for c in row.citations))
    return f'<tr>{head}<td>{said}</td><td class="yj-from">{sources}</td></tr>'


def _mark(citation: Citation, words: Words) -> str:
    """``[3]``, which opens the document at the quote."""
    return read_button(
        citation.document_id,
        citation.start,
        citation.end,
        words,
        label=f"[{citation.number}]",
        title=words.compare.open.format(citation.title),
    )


def _source(citation: Citation) -> str:
    speaker = f"{escape(citation.speaker)} · " if citation.speaker else ""
    return f"{speaker}《{escape(citation.title)}》"


def _bars(comparison: Comparison, words: Words) -> str:
    """Bars from zero, longest first; each with its figure as written and its mark."""
    figures = comparison.figures
    if not figures:
        return ""
    cited = {c.number: c for row in comparison.rows for c in row.citations}
    longest = max(abs(figure.value) for figure in figures) or 1.0
    rows = "".join(
        f'<li><span class="yj-of">{escape(figure.district)}</span>'
        f'<span class="yj-bar"><i style="width:{100 * abs(figure.value) / longest:.1f}%"></i></span>'
        f'<span class="yj-value">{escape(figure.written)}'
        f"{_mark(cited[figure.number], words)}</span></li>"
        for figure in sorted(figures, key=lambda f: -f.value)
    )
    said = words.compare
    return (
        f'<figure class="yj-bars"><figcaption>{escape(said.figures.format(figures[0].unit))}'
        f"</figcaption><ul>{rows}</ul><p>{escape(said.figures_note)}</p></figure>"
    )


def _downloads(comparison: Comparison, words: Words) -> str:
    """Links that hold the files themselves: nothing is left on a disk for others to find."""
    table = Table.of(comparison)
    stem = file_stem(comparison.topic)
    files = (
        (words.compare.as_csv, f"{stem}.csv", _CSV, as_csv(table)),
        (words.compare.as_xlsx, f"{stem}.xlsx", _XLSX, as_xlsx(table)),
    )
    links = "".join(
        f'<a class="yj-file" download="{escape(name)}" '
        f'href="data:{kind};base64,{base64.b64encode(data).decode()}">{escape(label)}</a>'
        for label, name, kind, data in files
    )
    return f'<nav class="yj-files">{links}</nav>'
