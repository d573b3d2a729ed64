"""Whether a text states a fact, whatever way the fact is written.

Forms are looked for as they stand (full-width letters, case and spaces aside), never inside
a longer number, and a form that is a number also by value: 百亿 = 100亿元.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from rag.numbers import Quantity, quantities

_FOLDED = {
    code: code - 0xFEE0
    for code in range(0xFF01, 0xFF5F)
    if chr(code - 0xFEE0).isalnum() or chr(code - 0xFEE0) in "%+-/=.&@#~"
}
_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
_MARK = re.compile(r"\[\d+\]")
_BETWEEN_NUMBERS = re.compile(r"(?<=\d)\s+(?=[-+]?\d)")
_BLANKS = re.compile(r"(?<!\d)\s+|\s+(?![-+]?\d)")
_QUALIFIERS = re.compile(
    "以上|以下|以内|左右|上下|超过|突破|达到|达|不低于|不少于|不超过|大约|约|近|超|过|至少|多|余|的"
)
_HAN_DIGITS = "零〇一二两三四五六七八九十百千万亿"


def normalise(text: str) -> str:
    """``text`` with full-width letters, digits and signs folded and white space dropped, but for
    a blank between two numbers, as in the row of a table."""
    return _BLANKS.sub("", _BETWEEN_NUMBERS.sub(" ", text.translate(_FOLDED)))


def without_marks(text: str) -> str:
    """``text`` without its citation marks ``[1]``."""
    return _MARK.sub("", text)


def same_amount(a: Quantity, b: Quantity) -> bool:
    """Whether two quantities say the same amount of the same thing.

    Stricter than ``Quantity.same_value``: 20所 is not 20家, but 20个 is either.
    """
    if not a.same_value(b):
        return False
    counts = a.dimension == b.dimension == "count"
    return not counts or a.unit == b.unit or "个" in (a.unit, b.unit)


@lru_cache(maxsize=65536)
def states(text: str, form: str) -> bool:
    """Whether ``text`` states ``form``, as it is written or, for a number, by value."""
    text, form = normalise(text), normalise(form)
    number = plain_number(form)
    if number is not None and any(same_amount(number, found) for found in quantities(text)):
        return True
    return any(_whole(text, form, at) for at in _occurrences(text, form))


def plain_number(form: str) -> Quantity | None:
    """The quantity of a form that is nothing but one number: 40%以上, 百亿元, not 增长8%."""
    form = normalise(form)
    found = quantities(form)
    if len(found) != 1:
        return None
    rest = form[: found[0].start] + form[found[0].end :]
    return found[0] if not _QUALIFIERS.sub("", rest) else None


def group_number(group: Sequence[str]) -> tuple[Quantity, ...]:
    """The quantities of a group of forms that all state one number; empty for other facts.

    At least one form must be a plain number, and each form must hold its value:
    (出口增长8%, 8%) is a number, (41项, 标准共通) is not.
    """
    plain = [number for form in group if (number := plain_number(form))]
    if not plain:
        return ()
    for form in group:
        if not any(plain[0].same_value(found) for found in quantities(normalise(form))):
            return ()
    return tuple(plain)


def _occurrences(text: str, form: str) -> Iterator[int]:
    text, form = text.translate(_LOWER), form.translate(_LOWER)
    at = text.find(form)
    while at >= 0:
        yield at
        at = text.find(form, at + 1)


def _whole(text: str, form: str, at: int) -> bool:
    """Whether an occurrence is not a piece of another number: 8% in 5.8%, 5% in 4.5%—5%."""
    end = at + len(form)
    if form[0].isdigit() and re.search(r"\d[.,]?$", text[:at]):
        return False
    if form[-1].isdigit() and re.match(r"[.,]?\d", text[end:]):
        return False
    if form[0] in _HAN_DIGITS and at and text[at - 1] in _HAN_DIGITS:
        return False
    own = quantities(form)
    for found in quantities(text):
        crosses = found.start < end and at < found.end
        inside = at <= found.start and found.end <= end
        if found.start == at and own and own[0].dimension == "bare" and len(form) == own[0].end:
            continue  # 6496.8 for 6496.8亿元: the number as it is written, without its unit
        if own and crosses and not inside and not any(found.same_value(q) for q in own):
            return False
    return True
