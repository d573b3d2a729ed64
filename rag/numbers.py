"""Quantities in Chinese text, compared by value: 百亿元 = 100亿元, 二十大园区 = 20, 5.5%—6% a range.

Chinese numerals are read here and not by a library: cn2an 0.5.24 refuses 百亿 and costs
140 ms to import, a tenth of a whole cold answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

UNITS: dict[str, tuple[str, ...]] = {
    "percent": ("%", "％", "个点", "成"),
    "point": ("个百分点", "百分点"),
    "money": ("万美元", "美元", "欧元", "港元", "元", "块钱", "块"),
    "area": ("平方公里", "平方千米", "平方米", "平米", "千公顷", "公顷", "亩", "平"),
    "volume": ("立方米", "方", "升"),
    "length": ("公里", "千米", "海里", "米"),
    "mass": ("吨标准煤", "吨", "公斤", "千克", "斤", "标箱", "标准箱"),
    "power": ("千瓦时", "千瓦", "度", "伏", "吉瓦"),
    "concentration": ("微克/立方米", "微克每立方米", "微克"),
    "temperature": ("℃", "摄氏度"),
    "computing": ("EFLOPS", "Eflops", "EFlops", "PFLOPS", "Pflops", "P", "TB", "PB"),
    "trips": ("人次", "架次", "班次", "列次", "列", "趟", "次"),
    "people": ("人", "名", "位", "人员"),
    "year": ("年度", "年内", "年"),
    "time": ("个工作日", "个小时", "个钟头", "个月", "小时", "钟头", "分钟", "工作日", "天", "日", "周岁", "岁", "周"),
    "count": (
        "个", "家", "所", "项", "条", "处", "支", "户", "座", "套", "张", "片", "款", "种", "类", "件", "届", "批",
        "场", "部", "间", "台", "辆", "艘", "架", "根", "株", "头", "只", "棵", "枝", "栋", "幢", "宗",
        "期", "级", "轮", "对", "起", "篇", "本", "册", "份", "例", "口", "孔", "席", "点", "门", "站", "强", "把", "瓶", "箱", "盒", "袋", "匹", "群", "尾", "羽", "枚", "颗", "盏", "粒", "堂", "笔", "桩", "双", "顶", "碗",
        "区", "县", "市", "省", "城", "链", "A", "大", "倍", "版",
    ),
}  # fmt: skip
_DIMENSION = {unit: name for name, units in UNITS.items() for unit in units}
_UNIT = "|".join(sorted(map(re.escape, _DIMENSION), key=len, reverse=True))
_SCALES = {"万亿": 1e12, "亿": 1e8, "千万": 1e7, "百万": 1e6, "万": 1e4, "": 1.0}
_DIGITS = dict(zip("零〇一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_PLACES = {"十": 10, "百": 100, "千": 1000}
_ARABIC = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_SECTION = "[零〇一二两三四五六七八九十百千]+"
_HAN = f"{_SECTION}(?:[万亿]{_SECTION})*"
_SCALE = "万亿|亿|[百千]万|万"
_TO = "—{1,2}|-|–|~|～|至|到"
_NO_TENTHS = "[立为功效果熟本员长都就人不型片绩规]"
"""What makes 成 part of a word: 第一成为, 三成立."""
_QUANTITY = re.compile(
    rf"(?<![A-Za-z\d.])(?P<ordinal>第)?"
    rf"(?:(?P<hundredths>百分之)(?P<share>{_ARABIC}|{_HAN}(?:点{_HAN})?)"
    rf"|(?P<tenths>[一二两三四五六七八九])成(?P<half>[一二三四五六七八九半])?(?!{_NO_TENTHS})"
    rf"|(?P<half_of>(?<![一上下前后大小多过])半(?=个(?:工作日|小时|钟头|月)|小时|天|年))(?P<half_unit>{_UNIT})"
    rf"|(?P<low>{_ARABIC}|{_HAN})(?P<low_scale>{_SCALE})?(?P<low_unit>{_UNIT})?(?:{_TO})"
    rf"(?P<high>{_ARABIC}|{_HAN})(?P<high_scale>{_SCALE})?(?P<high_unit>{_UNIT})?(?![\d月])"
    rf"|(?P<value>{_ARABIC}|{_HAN})[多余几]?(?P<scale>{_SCALE})?[多余几]?(?P<unit>{_UNIT})?)"
)
# 二十大 is a congress, not twenty of something, unless a noun follows that is counted.
_CONGRESS = re.compile(
    r"(?:精神|报告|以来|召开|胜利|闭幕|代表|战略|部署|关于|提出|和|作出|[，。、；”])|$"
)
FIRST_CONGRESS = 18
"""From 十八大 on a number of 大 may be a party congress."""
_WORDS = re.compile(
    r"一(?:带一路|体|定|批|步|核|流|网|线|站|起|致|切|些|直|般|手|方面|系列|张|代)|两(?:口子|会|岸|翼)|统一|第一线|之一"
)


_CONVERTED = {
    "平方公里": ("area", 1e6), "平方千米": ("area", 1e6), "公顷": ("area", 1e4), "千公顷": ("area", 1e7), "亩": ("area", 1e4 / 15),
    "平方米": ("area", 1.0), "平米": ("area", 1.0), "平": ("area", 1.0),
    "公里": ("length", 1e3), "千米": ("length", 1e3), "米": ("length", 1.0), "海里": ("length", 1852.0),
    "吨": ("mass", 1e3), "公斤": ("mass", 1.0), "千克": ("mass", 1.0), "斤": ("mass", 0.5),
    "元": ("money", 1.0), "块": ("money", 1.0), "块钱": ("money", 1.0), "万美元": ("美元", 1e4),
    "吉瓦": ("power", 1e6), "千瓦": ("power", 1.0), "年": ("year", 1.0), "年度": ("year", 1.0),
    "年内": ("year", 1.0), "岁": ("岁", 1.0), "周岁": ("岁", 1.0),
    "℃": ("度", 1.0), "摄氏度": ("度", 1.0),
}  # fmt: skip
"""Units that measure the same thing, and how many of the smallest they hold."""
_COUNTED = {"people", "count", "trips"}
_ONE_UNIT = {"percent", "point", "concentration", "ordinal", "bare"}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit; ``text[start:end]`` of the text it was found in.

    ``low`` and ``high`` are equal unless it is a range. ``dimension`` is a key of ``UNITS``,
    ``ordinal`` (第八次) or ``bare`` (no unit); ``unit`` is the unit as written.
    """

    start: int
    end: int
    low: float
    high: float
    dimension: str
    unit: str

    def same_value(self, other: Quantity) -> bool:
        """Whether both are the same number of the same kind, however they are written."""
        own, factor = _family(self)
        others, its = _family(other)
        if own != others and "bare" in {own, others}:
            factor = its = 1.0
        elif own != others:
            return False
        return _close(self.low * factor, other.low * its) and _close(
            self.high * factor, other.high * its
        )


_HAN_DIGITS = "零一二三四五六七八九"


def spellings(quantity: Quantity) -> tuple[str, ...]:
    """How a small or round whole number may be written with its unit: 40个, 四十个."""
    value = quantity.low
    if value != quantity.high or value != int(value) or value <= 1 or not quantity.unit:
        return ()
    if value in range(100, 1000, 100):
        return f"{int(value)}{quantity.unit}", f"{_HAN_DIGITS[int(value) // 100]}百{quantity.unit}"
    if value >= 100:
        return ()
    tens, ones = divmod(int(value), 10)
    han = _HAN_DIGITS
    written = ("" if tens < 2 else han[tens]) + ("十" if tens else "") + (han[ones] if ones else "")
    return f"{int(value)}{quantity.unit}", f"{written}{quantity.unit}"


def may_be_congress(quantity: Quantity) -> bool:
    """Whether a number of 大 may be a party congress: 十八大, 二十大."""
    return quantity.unit == "大" and quantity.low >= FIRST_CONGRESS


@lru_cache(maxsize=4096)
def quantities(text: str) -> tuple[Quantity, ...]:
    """Every quantity of ``text`` in order. Chinese numerals count only with a unit."""
    return tuple(_quantities(text))


def _quantities(text: str) -> Iterator[Quantity]:
    words = [match.span() for match in _WORDS.finditer(text)]
    position = 0
    while match := _QUANTITY.search(text, position):
        position = match.end()
        if any(start <= match.start() < end for start, end in words):
            position = match.start() + 1
            continue
        quantity = _read(text, match)
        if quantity is None:
            # A range that is none may still begin with a number: 3年到5 → 3年.
            continue
        yield quantity


def _read(text: str, match: re.Match[str]) -> Quantity | None:
    if match["hundredths"]:
        share = _number(match["share"])
        return Quantity(match.start(), match.end(), share, share, "percent", "%")
    if match["tenths"]:
        more = 5 if match["half"] == "半" else _DIGITS[match["half"] or "零"]
        tenths = _DIGITS[match["tenths"]] + more / 10
        return Quantity(match.start(), match.end(), tenths, tenths, "percent", "成")
    if match["half_of"]:
        unit = match["half_unit"]
        return Quantity(match.start(), match.end(), 0.5, 0.5, _DIMENSION[unit], unit)
    if match["low"]:
        unit = match["high_unit"] or match["low_unit"] or ""
        high_scale = match["high_scale"] or ""
        low_scale = match["low_scale"] or ("" if match["low_unit"] else high_scale)
        low = _number(match["low"]) * _SCALES[low_scale]
        high = _number(match["high"]) * _SCALES[high_scale]
        if not unit and not match["low"].isascii():
            return None
        return Quantity(match.start(), match.end(), low, high, _DIMENSION.get(unit, "bare"), unit)
    written, scale, unit = match["value"], match["scale"] or "", match["unit"] or ""
    han = not written[0].isdigit()
    if han and len(written) in {2, 3} and not set("十百千万亿") & set(written):
        return None  # 二七区 is a name; only years are told digit by digit
    if han and not (scale or unit or match["ordinal"]):
        return None
    if han and unit == "大" and len(written) > 1 and _CONGRESS.match(text, match.end()):
        return None
    if han and unit == "期":
        return None  # 二期工程 is the second part of one work, not two of something
    if han and written == "一" and unit not in {"年", "%", ""} and not match["ordinal"]:
        return None
    value = _number(written) * _SCALES[scale]
    dimension = "ordinal" if match["ordinal"] else _DIMENSION.get(unit, "bare")
    return Quantity(match.start(), match.end(), value, value, dimension, unit)


def _family(quantity: Quantity) -> tuple[str, float]:
    """What a quantity is comparable with, and the factor to a common unit."""
    if quantity.dimension in _COUNTED:
        return "倍" if quantity.unit == "倍" else "count", 1.0
    if quantity.unit == "成":
        return "percent", 10.0
    if quantity.dimension in _ONE_UNIT:
        return quantity.dimension, 1.0
    return _CONVERTED.get(quantity.unit, (quantity.unit, 1.0))


def _number(written: str) -> float:
    if written[0].isdigit():
        return float(written.replace(",", ""))
    for scale, worth in (("亿", 1e8), ("万", 1e4)):
        high, found, low = written.partition(scale)
        if found:
            if len(low) == 1 and low in _DIGITS:
                return _number(high) * worth + _DIGITS[low] * worth / 10  # 两万五 is 25000
            return _number(high) * worth + (_number(low) if low else 0.0)
    whole, _, fraction = written.partition("点")
    total = 0
    digit = 0
    for char in whole:
        if char in _PLACES:
            total += (digit or 1) * _PLACES[char]
            digit = 0
        else:
            # 二〇二六 is read digit by digit, 二十六 by its places.
            digit = digit * 10 + _DIGITS[char] if digit and total == 0 else _DIGITS[char]
    if len(whole) > 2 and whole[-2] in "百千" and whole[-1] in _DIGITS:
        digit *= _PLACES[whole[-2]] // 10  # 三百六 is 360
    value = float(total + digit)
    for power, char in enumerate(fraction, 1):
        value += _DIGITS.get(char, 0) / 10**power
    return value


def _close(a: float, b: float) -> bool:
    return abs(a - b) <= 1e-6 * max(1.0, abs(a), abs(b))
