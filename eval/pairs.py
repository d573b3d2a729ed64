"""The question–answer pairs of a ``.jsonl`` file, checked line by line."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails

from index.errors import UsageError

QuestionType = Literal["fact", "list", "which", "compare", "summary", "multi_turn", "unanswerable"]
Split = Literal["dev", "test"]
Text = Annotated[str, Field(min_length=1, pattern=r"\S")]

MOST_ERRORS_SHOWN = 10
_KINDS = {
    "missing": "缺少这一项",
    "extra_forbidden": "没有这个键",
    "literal_error": "取值不在允许的范围内",
    "string_too_short": "不能为空",
    "string_pattern_mismatch": "不能只有空白",
    "too_short": "不能为空",
    "string_type": "应为文字",
    "bool_type": "应为 true 或 false",
    "tuple_type": "应为列表",
    "list_type": "应为列表",
}
"""What is wrong, by the type of a pydantic error."""


class Pair(BaseModel):
    """A question and what a right answer to it holds.

    Every group of ``answer_contains`` must appear in the answer, any of its forms will do.
    ``evidence`` are verbatim quotes of the corpus; ``districts`` are canonical names, of
    places that need not be in the corpus. ``history`` are earlier (question, answer) turns.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Text
    question: Text
    type: QuestionType
    answerable: bool
    split: Split | None = None
    districts: tuple[Text, ...] = ()
    answer_contains: tuple[Annotated[tuple[Text, ...], Field(min_length=1)], ...] = ()
    evidence: tuple[Text, ...] = ()
    history: tuple[tuple[Text, Text], ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.type == "unanswerable" and self.answerable:
            raise ValueError("type 为 unanswerable 时 answerable 应为 false")
        if self.answerable and not (self.answer_contains and self.evidence):
            raise ValueError("answerable 为 true 时 answer_contains 和 evidence 都不能为空")
        if not self.answerable and (self.answer_contains or self.evidence):
            raise ValueError("answerable 为 false 时 answer_contains 和 evidence 都应为空")
        return self

    @property
    def digest(self) -> str:
        """Eight hex digits that change with anything in the pair but its id and split."""
        content = self.model_dump(exclude={"id", "split"})
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:8]


def read_pairs(path: Path, *, split: Split | None = None) -> tuple[Pair, ...]:
    """The pairs of ``path`` in order, only those of ``split`` when it is given.

    Every line is checked, also of the other split. Blank lines are passed over. Raises
    ``UsageError`` that names each bad line, or when no pair is left.
    """
    try:
        lines = path.read_bytes().decode("utf-8-sig").split("\n")
    except OSError as error:
        raise UsageError(f"读不了问答对文件 {path}：{error.strerror}。", "请检查路径。") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"问答对文件 {path} 不是 UTF-8 编码。", "请转存为 UTF-8。") from error
    pairs: list[Pair] = []
    errors: list[str] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            # Parsed by json first: its message says where in the line the syntax breaks.
            pairs.append(Pair.model_validate(json.loads(line)))
        except json.JSONDecodeError as error:
            errors.append(f"第 {number} 行不是合法的 JSON（第 {error.colno} 个字符处）。")
        except ValidationError as error:
            errors += [f"第 {number} 行{_explain(detail)}。" for detail in error.errors()]
        except (ValueError, RecursionError):
            errors.append(f"第 {number} 行读不了：数字太长，或括号套得太深。")
    errors += _repeated(pairs)
    if errors:
        shown = "\n".join(errors[:MOST_ERRORS_SHOWN])
        more = len(errors) - MOST_ERRORS_SHOWN
        rest = f"\n……另有 {more} 处。" if more > 0 else ""
        raise UsageError(f"问答对文件 {path} 有 {len(errors)} 处错误：\n{shown}{rest}")
    if not pairs:
        raise UsageError(f"问答对文件 {path} 里没有问答对。", "每行应为一个 JSON 对象。")
    chosen = tuple(pair for pair in pairs if split in (None, pair.split))
    if not chosen:
        raise UsageError(f"问答对文件 {path} 里没有 split 为 {split} 的问答对。")
    return chosen


def pairs_sha256(pairs: tuple[Pair, ...]) -> str:
    """Identify a set of pairs: its ids, splits and contents in order."""
    text = "\n".join(f"{pair.id}\t{pair.split}\t{pair.digest}" for pair in pairs)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _explain(detail: ErrorDetails) -> str:
    place = ".".join(str(part) for part in detail["loc"])
    if detail["type"] == "value_error":
        return f"：{detail['ctx']['error']}"
    if detail["type"] == "model_type":
        return "：应为一个 JSON 对象"
    return f"的 {place}：{_KINDS.get(detail['type'], detail['msg'])}"


def _repeated(pairs: list[Pair]) -> list[str]:
    counts = Counter(pair.id for pair in pairs)
    return [f"编号 {name} 出现了 {count} 次。" for name, count in counts.items() if count > 1]
