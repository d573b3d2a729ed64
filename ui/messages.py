"""Chat messages: how questions, answers, refusals and errors look.

Every message is one line of HTML made of escaped text. Buttons say what they do with ``name``
and ``value``, the only attributes the chat leaves on them; ``ui/static/ask.js`` does the rest.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from rag.records import Answer, Citation
from ui.chips import scope_chips
from ui.conversation import Turn
from ui.markup import escape, escape_lines
from ui.seam import EXTRACTIVE
from ui.words import ZH, Words

Message = dict[str, Any]
"""A message in Gradio's form: ``role`` and ``content``."""

_MARK = re.compile(r"\[(\d{1,3})\](?=(?:\[\d{1,3}\])*(?:<br>|$))")
"""Marks stand at the end of a line; brackets inside a line belong to the source."""
_HINTED = 160
"""Characters of a quote shown over its mark."""


def card_id(turn: int, number: int, near: bool = False) -> str:
    """The element id of citation ``number`` of the ``turn``-th question of a conversation."""
    return f"yj-{turn}-{number}{'-near' if near else ''}"


def chat_messages(
    turns: Sequence[Turn],
    words: Words = ZH,
    *,
    pending: str | None = None,
    growing: bool = False,
) -> list[Message]:
    """The whole conversation, with a ``pending`` question under it that is being answered, or a
    last answer that is still ``growing``."""
    messages: list[Message] = []
    for number, turn in enumerate(turns, 1):
        last = number == len(turns) and pending is None
        messages.append(_question(turn.question))
        if growing and last and turn.answer is not None:
            messages.append({"role": "assistant", "content": _told(turn.answer, number, words)})
        else:
            messages.append(_reply(turn, number, words, last=last))
    if pending is not None:
        messages += [_question(pending), _waiting(words.ask.pending)]
    if growing:
        messages.append(_waiting(words.ask.checking))
    return messages


def status_line(turn: Turn, answer: Answer, words: Words = ZH) -> str:
    """What was searched, what was checked, how long it took and what answered."""
    say = words.ask
    parts = [
        say.searched.format(documents=turn.searched, districts=len(turn.scope) or len(turn.covered))
    ]
    if answer.citations:
        parts.append(say.numbers_checked if turn.numbers_checked else say.numbers_unchecked)
        parts.append(say.quotes_exact if turn.quotes_exact else say.quotes_moved)
    parts.append(say.milliseconds.format(_milliseconds(answer.timings_ms)))
    parts.append(say.extractive if answer.engine == EXTRACTIVE else say.worded)
    return " · ".join(parts)


def _waiting(text: str) -> Message:
    return {"role": "assistant", "content": f'<div class="yj-pending">{escape(text)}</div>'}


def _question(text: str) -> Message:
    return {"role": "user", "content": f'<div class="yj-question">{escape_lines(text)}</div>'}


def _reply(turn: Turn, number: int, words: Words, *, last: bool) -> Message:
    answer = turn.answer
    if answer is None:
        body = f'<div class="yj-error" role="alert">{escape_lines(turn.error)}</div>'
        tools = _tool("retry", number, words.ask.retry) if last else ""
        return {"role": "assistant", "content": f'{body}<div class="yj-tools">{tools}</div>'}
    refused = answer.status == "refused"
    parts = [_told(answer, number, words)]
    if answer.reason and answer.reason not in answer.text:
        parts.append(f'<div class="yj-note yj-reason">{escape_lines(answer.reason)}</div>')
    parts.append(_checked(answer, words))
    if refused:
        parts.append(_nearest(answer, number, words))
    if answer.status != "answered" and not all(name in answer.text for name in turn.covered):
        covered = words.ask.covered.format("、".join(turn.covered))
        parts.append(f'<div class="yj-note yj-covered">{escape(covered)}</div>')
    parts.append(scope_chips(turn, number, words, live=last))
    status = escape(status_line(turn, answer, words))
    checked = turn.quotes_exact and turn.numbers_checked
    shown = ("yj-good" if checked else "yj-bad") if answer.citations else "yj-none"
    parts.append(f'<div class="yj-note yj-status {shown}">{status}</div>')
    parts.append(_tools(turn, answer, number, words, last=last))
    return {"role": "assistant", "content": "".join(parts)}


def _told(answer: Answer, number: int, words: Words) -> str:
    """What the answer says, which is all there is of one that is still growing."""
    refused = answer.status == "refused"
    verdict = f'<div class="yj-verdict">{escape(words.ask.refused)}</div>' if refused else ""
    text = f'<div class="yj-text">{_with_marks(answer, number)}</div>'
    return f'<div class="yj-answer yj-{answer.status}">{verdict}{text}</div>'


def _with_marks(answer: Answer, number: int) -> str:
    """The answer's text, its marks made links to the cards beside the chat."""
    cited = {citation.number: citation for citation in answer.citations}

    def link(match: re.Match[str]) -> str:
        citation = cited.get(int(match[1]))
        if citation is None:
            return match[0]
        return (
            f'<a class="yj-mark" href="#{card_id(number, citation.number)}">{match[0]}'
            f'<span class="yj-hint" hidden>{escape(hint(citation))}</span></a>'
        )

    return _MARK.sub(link, escape_lines(answer.text))


def hint(citation: Citation) -> str:
    """What hovering over a mark shows: whose words, and the words."""
    quote = citation.quote
    return _spoken(citation, quote if len(quote) <= _HINTED else f"{quote[:_HINTED]}……")


def _checked(answer: Answer, words: Words) -> str:
    """Why sentences of a language model are not shown as it wrote them; their words, which the
    sources do not bear out, stay away from the page."""
    say = words.ask
    verdicts = {"repaired": say.repaired, "dropped": say.dropped}
    items = "".join(
        f'<li class="yj-{check.verdict}">{escape(verdicts[check.verdict])}'
        f"{escape('；'.join(check.why))}</li>"
        for check in answer.checks
        if check.verdict in verdicts
    )
    if not items:
        return ""
    return (
        f'<div class="yj-note yj-checks"><div>{escape(say.not_shown)}</div><ul>{items}</ul></div>'
    )


def _nearest(answer: Answer, number: int, words: Words) -> str:
    """The passages that came closest, each a link to its card."""
    items = "".join(
        f'<li><a class="yj-mark" href="#{card_id(number, c.number, near=True)}">'
        f"{escape_lines(hint(c))}</a></li>"
        for c in answer.nearest
    )
    if not items:
        return ""
    return (
        f'<div class="yj-note yj-close-by"><div>{escape(words.ask.nearest)}</div>'
        f"<ul>{items}</ul></div>"
    )


def _tools(turn: Turn, answer: Answer, number: int, words: Words, *, last: bool) -> str:
    say = words.ask
    tools = [_tool("copy", number, say.copy)]
    if last:
        tools.append(_tool("retry", number, say.retry))
    for vote, label in (("like", say.like), ("dislike", say.dislike)):
        tools.append(_tool(vote, number, label, on=turn.vote == vote))
    if answer.citations or answer.nearest:
        label = say.show_evidence if answer.citations else say.show_nearest
        tools.append(_tool("show", number, label))
    lines = "".join(f"<i>{escape(line)}</i>" for line in plain_lines(answer))
    copied = f'<span class="yj-plain" hidden title="{escape(say.copied)}">{lines}</span>'
    return f'<div class="yj-tools">{"".join(tools)}{copied}</div>'


def plain_lines(answer: Answer) -> list[str]:
    """The answer with its sources as lines of plain text, for the clipboard."""
    sources = [f"[{c.number}] 《{c.title}》{_spoken(c, c.quote)}" for c in answer.citations]
    return [*answer.text.split("\n"), *sources]


def _spoken(citation: Citation, quote: str) -> str:
    """Whose words a citation quotes, and the words."""
    who = " ".join(p for p in ("、".join(citation.districts), citation.speaker) if p)
    return f"{who}：“{quote}”" if who else f"“{quote}”"


def _tool(name: str, number: int, label: str, *, on: bool = False) -> str:
    state = " yj-on" if on else ""
    return (
        f'<button type="button" class="yj-tool yj-{name}{state}" name="yj-{name}"'
        f' value="{number}">{escape(label)}</button>'
    )


def _milliseconds(timings: Mapping[str, float]) -> int:
    return round(timings["total"] if "total" in timings else sum(timings.values()))
