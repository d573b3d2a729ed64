"""Scope chips: the districts an answer is about, to be taken away or added to.

A chip names its district by its place in the turn (``scope`` or ``others``), so that no name has
to travel through the page and back.
"""

from __future__ import annotations

from rag.records import ScopedDistrict
from ui.conversation import Turn
from ui.markup import escape
from ui.words import ZH, Words

_SHOWN = 12
"""Districts shown as chips; of more, how many more."""


def scope_chips(turn: Turn, number: int, words: Words = ZH, *, live: bool) -> str:
    """The chips of the ``number``-th turn; only ``live`` ones can be pressed."""
    say = words.ask
    scope, others = turn.scope, turn.others
    chips = [
        _chip(
            _how(turn, name, words),
            number,
            at,
            words,
            live=live and bool(others or at or scope[1:]),
        )
        for at, name in enumerate(scope[:_SHOWN])
    ]
    if len(scope) > _SHOWN:
        chips.append(f'<span class="yj-chip">+{len(scope) - _SHOWN}</span>')
    if not scope:
        everywhere = say.everywhere.format(len(turn.covered))
        chips = [f'<span class="yj-chip yj-all">{escape(everywhere)}</span>']
    if live and others:
        chips.append(_menu(turn, number, words))
    if live and turn.districts:
        chips.append(
            f'<button type="button" class="yj-tool" name="yj-auto" value="{number}">'
            f"{escape(say.automatic)}</button>"
        )
    return (
        f'<div class="yj-note yj-scope"><span class="yj-label">{escape(say.scope)}</span>'
        f"{''.join(chips)}</div>"
    )


def districts_after(turn: Turn, action: str, at: int) -> tuple[str, ...] | None:
    """The districts to ask about after a press on a chip; ``None`` when there is no such chip.

    Without the only district of a scope, all others are asked about.
    """
    if action == "auto":
        return ()
    if action == "drop" and 0 <= at < len(turn.scope):
        left = tuple(name for name in turn.scope if name != turn.scope[at])
        return left or turn.others or None
    if action == "add" and 0 <= at < len(turn.others):
        return (*turn.scope, turn.others[at])
    return None


def _chip(text: str, number: int, at: int, words: Words, *, live: bool) -> str:
    shown = f'<span class="yj-name">{escape(text)}</span>'
    if not live:
        return f'<span class="yj-chip">{shown}</span>'
    return (
        f'<button type="button" class="yj-chip" name="yj-drop" value="{number} {at}"'
        f' title="{escape(words.ask.drop)}">{shown}<span class="yj-x">×</span></button>'
    )


def _menu(turn: Turn, number: int, words: Words) -> str:
    label = words.ask.add if turn.scope else words.ask.narrow
    items = "".join(
        f'<button type="button" class="yj-chip" name="yj-add" value="{number} {at}">'
        f"{escape(name)}</button>"
        for at, name in enumerate(turn.others)
    )
    return (
        f'<details class="yj-menu"><summary>＋ {escape(label)}</summary>'
        f'<div class="yj-choices">{items}</div></details>'
    )


def _how(turn: Turn, name: str, words: Words) -> str:
    """A district's name, and how it was recognised where that is not plain to see."""
    assert turn.answer is not None
    found: ScopedDistrict = next(d for d in turn.answer.scope if d.name == name)
    if found.found_by == "history":
        return f"{name}（{words.ask.followed}）"
    if found.found_by in ("alias", "speaker", "region", "homophone") and found.matched:
        return f"{name}（“{found.matched}”）"
    return name
