"""Whether an answer is right: facts, numbers, districts, and how close it is to the evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from eval.citations import cited_by, claims, unsupported_numbers
from eval.facts import group_number, normalise, same_amount, states, without_marks
from eval.gold import GoldQuote
from eval.pairs import Pair
from rag.numbers import Quantity, quantities
from rag.records import Answer

Group = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GoldNumber:
    """A number an answer must give: its forms, what kinds it is written as (keys of
    ``rag.numbers.UNITS``; empty when no unit is known), and the districts it belongs to
    (empty when any will do)."""

    forms: tuple[Quantity, ...]
    dimensions: frozenset[str]
    owners: frozenset[str]

    def equals(self, shown: Quantity) -> bool:
        """Whether ``shown`` is this number."""
        return any(same_amount(form, shown) for form in self.forms)

    def rivals(self, shown: Quantity) -> bool:
        """Whether a reader would take ``shown`` for this number: it is of the same kind."""
        return not self.dimensions or shown.dimension in self.dimensions


def missing_facts(pair: Pair, answer: Answer) -> list[Group]:
    """The groups of which no form is stated; all of them for a refusal."""
    if answer.status == "refused":
        return list(pair.answer_contains)
    text = without_marks(answer.text)
    return [g for g in pair.answer_contains if not any(states(text, form) for form in g)]


def gold_numbers(pair: Pair, gold: Sequence[GoldQuote]) -> list[GoldNumber]:
    """The numbers among the pair's facts. A number's owners are the pair's districts whose
    sections it is quoted from."""
    numbers = []
    for group in pair.answer_contains:
        forms = group_number(group)
        if not forms:
            continue
        kinds = {form.dimension for form in forms}
        owners: set[str] = set()
        for quote in gold:
            text = normalise(quote.text)
            found = [
                q
                for q in quantities(text)
                if forms[0].same_value(q) or any(_written_so(form, text, q.start) for form in group)
            ]
            forms = (*forms, *found)
            kinds |= {q.dimension for q in found}
            owners |= quote.districts if found else set()
        owners &= set(pair.districts)
        numbers.append(
            GoldNumber(forms, frozenset(kinds - {"bare"}), frozenset(owners or pair.districts))
        )
    return numbers


def _written_so(form: str, text: str, at: int) -> bool:
    """Whether the number at ``at`` is written as ``form``, which may leave out its unit: 6496.8 for
    6496.8亿元."""
    after = text[at + len(form) : at + len(form) + 1]
    return text.startswith(form, at) and after not in {*"0123456789.,"}


def answer_scores(pair: Pair, gold: Sequence[GoldQuote], answer: Answer) -> dict[str, float | None]:
    """Scores of one answer; None where a measure does not apply.

    ``facts``           1 when every required fact is stated, else 0 (answerable pairs)
    ``numbers``         share of the required numbers given with the right value and unit in a
                        sentence cited to the number's own district, in [0, 1]
    ``wrong_number``    1 when a number was given in a required number's place that is not it
                        (in a summary no number stands in another's place), or a number
                        stands in none of its sentence's citations (not refused)
    ``wrong_district``  1 when any citation is of other districts than the pair's (not
                        refused); a citation of no district in particular is not wrong
    ``f1``              characters in common with the joined evidence, see ``character_f1``
    ``length``          characters of the answer without its marks (not refused)
    """
    refused = answer.status == "refused"
    text = without_marks(answer.text)
    numbers = gold_numbers(pair, gold)
    shown = [_shown(answer, number.owners) for number in numbers]
    right = [any(map(n.equals, own)) for n, own in zip(numbers, shown, strict=True)]
    evidence = "".join(quote.text for quote in gold)
    districts = set(pair.districts)
    astray = any(c.districts and not districts & set(c.districts) for c in answer.citations)
    return {
        "facts": float(not missing_facts(pair, answer)) if pair.answerable else None,
        "numbers": sum(right) / len(right) if numbers else None,
        "wrong_number": None
        if refused
        else float(_wrong_number(answer, [] if pair.type == "summary" else numbers)),
        "wrong_district": float(astray) if districts and not refused else None,
        "f1": (0.0 if refused else character_f1(text, evidence)) if pair.answerable else None,
        "length": None if refused else float(len(text)),
    }


def character_f1(answer: str, reference: str) -> float:
    """F1 of two bags of characters, punctuation and spaces left out, in [0, 1].

    SQuAD's token F1 (Rajpurkar et al. 2016) with each character a token, since Chinese has
    no spaces to cut at.
    """
    bags = [Counter(c for c in normalise(text) if c.isalnum()) for text in (answer, reference)]
    common = (bags[0] & bags[1]).total()
    return 2 * common / (bags[0].total() + bags[1].total()) if common else 0.0


def _shown(answer: Answer, owners: frozenset[str]) -> list[Quantity]:
    """The quantities of the sentences that are cited to one of ``owners``."""
    found: list[Quantity] = []
    for sentence in claims(answer):
        places = {name for c in cited_by(sentence, answer) for name in c.districts}
        if not (owners and places) or owners & places:
            found += quantities(normalise(without_marks(sentence.text)))
    return found


def _wrong_number(answer: Answer, numbers: Sequence[GoldNumber]) -> bool:
    if any(unsupported_numbers(s.text, cited_by(s, answer)) for s in claims(answer)):
        return True
    for number in numbers:
        rivals = [shown for shown in _shown(answer, number.owners) if number.rivals(shown)]
        same_kind = [
            other
            for other in numbers
            if other.dimensions == number.dimensions and other.owners & number.owners
        ] or [number]
        if rivals and not any(other.equals(shown) for other in same_kind for shown in rivals):
            return True
    return False
