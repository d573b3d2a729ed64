"""Whether a sentence tells its facts of the right year, and an aim as an aim."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from index.sentences import clause_spans
from rag.numbers import quantities
from rag.period import UNDATED, Years, years_named
from rag.verify.content import overlap, words_of
from rag.verify.passage import DAY, Told

_AIM = re.compile(
    "计划|目标|力争|预计|预期|拟|争取|有望|将(?!军|领|士)|确保|准备|打算|(?<![重主需只高])要(?!求|素|闻|点|道|害|旨|件)"
)
_DONE = re.compile(
    "已(?:经|建成|完成|实现|达|有|投)?|完成了|实现了|达到了|建成了|增长了|新增了|获批|如期|(?<![比较])[去上]年|累计(?!投|完成投)|(?:建成|完成|实现|开通|投用|引进|新增|达到)[^，。；]{0,12}了"
)
_BUILT = re.compile("(?:建成|建好|竣工|完工|投用|通车)(?!后|之|时|前|区)")
"""Done, when a sentence is written about it; in a list of tasks it is what is to be done."""
_TIME = re.compile(r"(?:19|20)\d\d年|[今去明前上]年|十[二三四五六]五")
_DEADLINE = re.compile(r"(20\d\d)年(?:[底末内]|年底|\d{1,2}月)")
_NOT_YET = re.compile(r"年底前|年内(?!已)|到20\d\d年")


def wrong_times(sentence: str, told: Sequence[Told]) -> list[str]:
    """The objections to the years of ``sentence`` and to its telling an aim as a result or the
    other way round, against the sentence of its sources that it comes from."""
    source = nearest(sentence, told)
    if source is None:
        return []
    found: list[str] = []
    for stretch in _stretches(sentence, source.passage.year):
        own = nearest(stretch, told)
        if own is None:
            continue
        if not words_of(stretch):  # nothing but a date
            own = next((t for t in told if stretch.strip("，。") in t.text), own)
        same_words = set(_TIME.findall(stretch)) <= set(_TIME.findall(own.text))
        for years in years_named(stretch, own.passage.year):
            if not same_words and not _of(years, own, stretch):
                found.append(f"引文说的不是{_written(years)}")
        found += [
            f"引文说的不是{year}年"
            for year in _DEADLINE.findall(stretch)
            if year not in own.text and not _falls_due(int(year), own)
        ]
    said = "".join(t.text for t in told)
    found += [f"引文没有{day}" for day in DAY.findall(sentence) if day not in said]
    for start, end in clause_spans(sentence, 0, len(sentence)):
        clause = sentence[start:end]
        own = nearest(clause, told)
        built = _BUILT.search(clause)
        mine = _mood(clause) or ("done" if built and own and built[0] not in own.text else "")
        its = _mood_there(own, clause) if own and mine else ""
        if its and mine != its:
            found.append("引文说的是目标，不是结果" if its == "aim" else "引文说的是结果，不是目标")
    return found


def nearest(sentence: str, told: Sequence[Told]) -> Told | None:
    """The sentence of the sources that ``sentence`` has its figures and most of its words from."""
    return max(told, key=lambda source: _likeness(sentence, source.text), default=None)


def _likeness(sentence: str, source: str) -> float:
    """The share of words in common, and that of figures, which tell more."""
    own, there = values_of(sentence), values_of(source)
    return overlap(words_of(sentence), words_of(source)) + 2 * overlap(own, there)


@lru_cache(maxsize=4096)
def values_of(text: str) -> frozenset[str]:
    """The figures of ``text`` by value, with its days and months; years apart."""
    figures = {f"{q.low}-{q.high}" for q in quantities(text) if q.dimension != "year"}
    return frozenset(figures | set(DAY.findall(text)))


def _stretches(sentence: str, base: int) -> list[str]:
    """The clauses of ``sentence`` from one that names a time to the next that does."""
    stretches: list[str] = []
    for start, end in clause_spans(sentence, 0, len(sentence)):
        clause = sentence[start:end]
        if stretches and not years_named(clause, base):
            stretches[-1] += clause
        else:
            stretches.append(clause)
    return stretches


def _of(years: Years, source: Told, stretch: str) -> bool:
    """Whether a source tells what ``stretch`` takes up of ``years``: it names them, stands under
    them, or is of no other."""
    base = source.passage.year
    named = years_named(source.text, base)
    if years in named:
        return True
    own = max(_stretches(source.text, base), key=lambda part: _likeness(stretch, part))
    if source.timing.years == years and not years_named(own, base):
        return True  # the other year is that of another clause
    if named and len(set(named)) == 1 and years[0] == years[1]:
        return named[0][0] < named[0][1] and _ends(years, named[0], source)
    if source.timing.years is not None:
        return source.timing.years == years
    before = years_named(source.before, base)
    if before and before[-1] == years and source.timing.mood == "result":
        return True  # one result after another, the year said with the first
    if str(years[0]) in source.passage.label or years in years_named(source.passage.label, base):
        return True
    return years == (base, base) and not named


def _falls_due(year: int, source: Told) -> bool:
    """Whether a source says 年底 or 今年 of ``year``, or 明年 of the one before."""
    base = source.passage.year
    said = "年[底末内]|今年|当年|全年" if year == base else "明年" if year == base + 1 else "去年"
    return abs(year - base) <= 1 and re.search(said, source.text) is not None


def _ends(years: Years, span: Years, source: Told) -> bool:
    """2030年 of a plan that runs until then."""
    return years[0] == span[1] and not source.timing.years


def _written(years: Years) -> str:
    if years[0] > UNDATED - 10:
        return "所写的年份"
    return f"{years[0]}年" if years[0] == years[1] else f"{years[0]}—{years[1]}年"


def _mood(text: str) -> str:
    aim, done = _AIM.search(text) or _NOT_YET.search(text), _DONE.search(text)
    return "" if bool(aim) == bool(done) else ("aim" if aim else "done")


def _mood_there(source: Told, sentence: str) -> str:
    """Aim or result in the source: by the words of its clauses that the sentence takes up, and
    else by where the source stands."""
    words, values = words_of(sentence), values_of(sentence)
    clauses = [c for c in source.clauses if overlap(words_of(c), words) >= 0.5]
    clauses = [c for c in source.clauses if values & values_of(c)] or clauses or [source.text]
    own = _mood("".join(clauses))
    if own:
        return own
    upto = source.text.find(clauses[-1]) + len(clauses[-1])
    whole = _mood(source.text[:upto])  # an aim governs what follows it
    if whole:
        return whole
    if not re.search(r"20\d\d", source.passage.label):
        return ""  # without a date of its own a passage does not say what is past
    return {"target": "aim", "result": "done", "any": ""}[source.timing.mood]
