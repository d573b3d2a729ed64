"""Raw text in, readable paragraphs out, with a map back to the original characters.

Cleaning removes page furniture, rejoins paragraphs that a page break cut in the middle of
a word or sentence, and folds full-width letters, digits and spaces. It alters nothing
else: every kept character is the original one (or its half-width form), in order.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from index.headings import names_speaker, read_byline

_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\ue000]"
)
"""Control and direction marks, broken halves of characters, and the one private-use character
that the chunker marks boundaries with."""
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
# Chinese punctuation is full-width by right; only letters, digits and these signs are folded.
_FOLDED = {
    chr(code): chr(half)
    for code, half in _FULL_WIDTH.items()
    if chr(half).isalnum() or chr(half) in "%+-/=.&@#"
}
_SPACES = " \t\u00a0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
_LINE_ENDS = re.compile(r"\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")

_FURNITURE = re.compile(
    r"""
      [-—–·•\s]*\d{1,4}[-—–·•\s]*                             # a page number, bare or - 12 -
    | 第\s*\d+\s*页([，,/\s]*共\s*\d+\s*页)? | \d+\s*/\s*\d+ | (page|p\.)\s*\d+(\s*of\s*\d+)?
    | (下载|打印|打印本页|全屏|收藏|分享|分享到|分享到?[:：]|加大|还原|减小|放大|缩小
      |大|中|小|默认|首页|上一页|下一页|上一篇|下一篇|返回顶部|返回首页|关闭|关闭窗口|关闭本页
      |当前位置[:：]?|您的位置[:：]?|扫一扫[^。]{0,30}|【?字[号体][:：]?】?
      |[【\[]?字[号体][:：]?[大中小\s|【\[]*[】\]]*|[>＞»|】\]]|微信|微博|QQ空间|朋友圈)
    | .{0,20}\d{4}年\d{1,2}月\d{1,2}日\s?星期[一二三四五六日天].{0,20}          # the top of a newspaper page
    | 第?[A-Z]?\d{1,2}版[\s:：|·]?.{0,10}
    | (浏览|阅读|点击)(次数|量|数)[:：]?\s*\d*次?
    | [-—_=*\s]{3,}                                             # a rule between parts
    | .{0,80}(记者|通讯员)\s?.{1,12}\s?摄(影)?[。）)]?               # the caption of a photograph
    """,
    re.VERBOSE | re.IGNORECASE,
)
_HEADING = re.compile(r"#{1,6}\s")
_EMPHASISED = re.compile(r"(?P<mark>\*{1,3})[^*\s](?:[^*]*[^*\s])?(?P=mark)")
_BOLD = re.compile(r"\*\*[^*]+\*\*")
_LIST_ITEM = re.compile(
    r"([一二三四五六七八九十百]+[、．.]|[（(][一二三四五六七八九十\d]+[）)]|\d+[、．.)）](?!\d)"
    r"|第[一二三四五六七八九十\d]+[章节条部][\s　]|[-*•●▪◆■]\s|[①-⑳])"
)
_STANDS_ALONE = re.compile(
    f"{_HEADING.pattern}|{_LIST_ITEM.pattern}"
    r"|[^，。；：]{1,12}〔\d{4}〕\d+号$|【[^】]{1,12}】|本报|新华社|记者[ 　:：]|来源[:：]|发布(?:单位|日期|时间|机构)[:：]|[问答][:：]"
    r"|(?:时间|地点|主持人?|发布人|发言人|主讲人|嘉宾|出席(?:人员|领导)?|受访(?:人|嘉宾)?|参会人员|主办单位?|承办单位?|联系人|(?:联系|咨询|举报)?电话|地址|作者|编辑|责任编辑|主送|抄送|附件|索引号|发文机关|成文日期|公开日期)[:：]"
)
"""How lines begin that open something of their own."""
_WHOLE = re.compile(
    r"[^。]{0,60}(?:\d日|〔\d{4}〕\d+号|(?:通知|意见|方案|办法|报告|公告|细则|规定|决定|措施|规划|纲要|条例|解读|问答|实录|公报|综述|纪要|访谈|摘编|侧记|公示)(?:（[^）]{1,12}）)?)"
    r"|[\u4e00-\u9fff]{1,9}(?:[省市区县旗州]|新区|示范区|开发区)[:：][^。；]{3,35}"
    r"|【[^】]{2,14}】[^。；]{2,35}"
)
"""Lines that are whole without a final stop: titles of official papers, their dates and numbers,
and a newspaper's subtitle for a place (岳麓区：大学城里淘“金种子”, 【岳麓区】大学城里…)."""
_CREDIT = re.compile(r"[。！？!?…][”’]?\s*[（(][^（）()。]{1,30}[）)]$")
"""Who sent a piece in, behind its last stop."""
_CELLS = " | "
"""Between the cells of a table row."""
_COLUMN_NAMES = re.compile(r"[^|]*\|[^|]*[^|\s][^|]*\||(?:[^\s\d|]+ ){2,}[^\s\d|]+$")
"""What stands over the columns of a table: names between marks, or three and more apart by blanks
and without a page number."""
_TERMINAL = "。！？!?…；;：:"
_CLOSING = "”’」』）)】]》〉"
_LEAST_BLANKS = 2
"""Blanks that lines must have in common to be rows of a table without marks between its cells."""
_INNER_PUNCTUATION = re.compile("[，。、；！？]")
_TAIL = 400
_LONGEST_WHOLE = 75
_LONGEST_TITLE = 40
"""A line without a final stop that is longer than this is running text, not a title."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """``text`` is paragraphs separated by one line break; ``offsets`` are pairs
    ``(start in text, start in original)``, one for each run copied without a gap."""

    text: str
    offsets: tuple[tuple[int, int], ...]


Line = list[tuple[str, int]]
"""A line as its characters, each with its offset in the original."""


def clean(raw: str) -> Cleaned:
    """Clean ``raw``; linear in its length."""
    lines = [line for line in _lines(raw) if line]
    repeated = _running_titles(lines)
    paragraphs: list[Line] = []
    apart = True
    for line, emphasised in map(_without_emphasis, lines):
        text = _text(line)
        if not text or _FURNITURE.fullmatch(text) or text in repeated:
            continue
        # What is set in bold or italics from end to end is a title, a date, a byline.
        apart, was_apart = emphasised, apart
        if paragraphs and not apart and not was_apart and _goes_on(paragraphs[-1], text):
            paragraphs[-1] += _glue(paragraphs[-1], line, raw) + line
        else:
            paragraphs.append(line)
    return _assemble(paragraphs)


def continues(before: str, after: str, length: int | None = None) -> bool:
    """Whether line ``after`` goes on with the sentence that ``before`` leaves open.

    ``before`` may be just the tail of a paragraph; ``length`` is the whole paragraph's.
    """
    length = len(before) if length is None else length
    if (
        _HEADING.match(before)
        or names_speaker(before)
        or names_speaker(after)
        or (length <= _LONGEST_TITLE and read_byline(before)[1])
        or read_byline(after)[1]
        or _STANDS_ALONE.match(after)
        or (length <= _LONGEST_WHOLE and _WHOLE.fullmatch(before))
        or _CELLS in before + after
        or _in_columns(before, after)
    ):
        return False
    if _CREDIT.search(before):
        return False
    if before[-1] in "，,、":
        return True
    bare = before.rstrip(_CLOSING)
    if not bare or bare[-1] in _TERMINAL:
        return False
    if before.count("“") > before.count("”") or before.count("（") > before.count("）"):
        return True
    if _LIST_ITEM.match(before) and length <= _LONGEST_TITLE and "。" not in before:
        return False
    # Text that a page cut has a mark somewhere before the cut; a title or a byline has none.
    running = length > _LONGEST_TITLE or _INNER_PUNCTUATION.search(before) is not None
    return after[0] in "，。、；：！？”’）" or (
        running and length >= 12 and before[-1] not in "—>|"
    )


def _in_columns(before: str, after: str) -> bool:
    """Whether two lines have as many blanks, and the later one figures: rows of a table."""
    blanks = before.count(" ")
    return (
        blanks >= _LEAST_BLANKS
        and blanks == after.count(" ")
        and "。" not in before + after
        and any(map(str.isdigit, after))
    )


def _without_emphasis(line: Line) -> tuple[Line, bool]:
    """``line`` without the stars around what is emphasised, and whether that is all of it."""
    text = _text(line)
    if whole := _EMPHASISED.fullmatch(text):
        return line[whole.end("mark") : -len(whole["mark"])], True
    if "**" not in text:
        return line, False
    marks = {
        at
        for match in _BOLD.finditer(text)
        for side in (match.start(), match.end() - 2)
        for at in (side, side + 1)
    }
    return _stripped([item for at, item in enumerate(line) if at not in marks]), False


def _goes_on(paragraph: Line, after: str) -> bool:
    # Only the ends are looked at, so that a book on one page takes no longer than it must.
    if len(paragraph) > _TAIL and _HEADING.match(_text(paragraph[:7])):
        return False
    return continues(_text(paragraph[-_TAIL:]), after, len(paragraph))


def _lines(raw: str) -> list[Line]:
    lines: list[Line] = []
    start = 0
    for match in _LINE_ENDS.finditer(raw):
        lines.append(_line(raw, start, match.start()))
        start = match.end()
    lines.append(_line(raw, start, len(raw)))
    return lines


def _line(raw: str, start: int, end: int) -> Line:
    line: Line = []
    for position in range(start, end):
        char = raw[position]
        if char in _SPACES:
            if line and line[-1][0] != " ":
                line.append((" ", position))
        elif not _INVISIBLE.match(char):
            line.append((_FOLDED.get(char, char), position))
    return _stripped(line)


def _stripped(line: Line) -> Line:
    text = _text(line)
    return line[len(text) - len(text.lstrip(" ")) : len(text.rstrip(" "))]


def _running_titles(lines: list[Line]) -> set[str]:
    """Short lines without a final stop that come back on page after page; the header of a table
    may well come back over another one."""
    short = [_text(line) for line in lines if 2 <= len(line) <= _LONGEST_TITLE]
    counts = Counter(text for text in short if not _COLUMN_NAMES.match(text))
    return {
        text
        for text, count in counts.items()
        if count >= 3 and text[-1] not in _TERMINAL and not _HEADING.match(text)
    }


def _glue(before: Line, after: Line, raw: str) -> Line:
    """A space, for the line break, where two Latin words or numbers would else grow together."""
    left, right = before[-1][0], after[0][0]
    if left.isascii() and right.isascii() and left.isalnum() and right.isalnum():
        line_end = _LINE_ENDS.search(raw, before[-1][1] + 1)
        assert line_end is not None
        return [(" ", line_end.start())]
    return []


def _text(line: Line) -> str:
    return "".join(char for char, _ in line)


def _assemble(paragraphs: list[Line]) -> Cleaned:
    pieces: list[str] = []
    offsets: list[tuple[int, int]] = []
    position = 0
    expected = -1
    for number, paragraph in enumerate(paragraphs):
        if number:
            pieces.append("\n")
            position += 1
            expected = -1
        for char, original in paragraph:
            if original != expected:
                offsets.append((position, original))
            pieces.append(char)
            position += 1
            expected = original + 1
    return Cleaned("".join(pieces), tuple(offsets))
