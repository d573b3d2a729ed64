from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from eval.gold import locate
from eval.pairs import Pair, pairs_sha256, read_pairs
from index.districts import Gazetteer
from index.errors import UsageError
from index.parse import parse_document
from tests.eval.conftest import pair, refusable

Write = Callable[..., Path]
SEEDS = Path(__file__).parents[2] / "seeds"
SHIPPED = Path(__file__).parents[2] / "eval" / "pairs"


def test_reads_in_order_and_passes_over_blank_lines(written: Write) -> None:
    first, second = pair(), refusable(split="test")
    path = written(first, "", second, "")
    assert read_pairs(path) == (first, second)
    assert read_pairs(path, split="test") == (second,)


def test_a_byte_order_mark_and_windows_lines_are_fine(written: Write) -> None:
    path = written(pair(), refusable())
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert len(read_pairs(path)) == 2


def test_a_line_that_is_no_json_is_named(written: Write) -> None:
    with pytest.raises(UsageError, match="第 2 行不是合法的 JSON"):
        read_pairs(written(pair(), '{"id": "q2", '))


def test_a_line_that_is_no_object_is_named(written: Write) -> None:
    with pytest.raises(UsageError, match="第 1 行：应为一个 JSON 对象"):
        read_pairs(written("[1, 2]"))


def test_an_unknown_key_is_named_with_its_line(written: Write) -> None:
    odd = json.dumps({**pair().model_dump(), "anwser": "x"})
    with pytest.raises(UsageError, match="第 3 行的 anwser：没有这个键"):
        read_pairs(written(pair(), refusable(), odd))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"question": " "}, "question：不能只有空白"),
        ({"question": ""}, "question：不能为空"),
        ({"type": "guess"}, "type：取值不在允许的范围内"),
        ({"answerable": 3}, "answerable"),
        ({"answer_contains": [[]]}, "answer_contains.0：不能为空"),
        ({"evidence": []}, "都不能为空"),
        ({"answer_contains": []}, "都不能为空"),
        ({"type": "unanswerable"}, "answerable 应为 false"),
        ({"answerable": False}, "都应为空"),
        ({"history": [["只有问题"]]}, "history"),
    ],
)
def test_bad_values_are_named(written: Write, changes: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        read_pairs(written(json.dumps({**pair().model_dump(), **changes})))


def test_a_missing_key_is_named(written: Write) -> None:
    with pytest.raises(UsageError, match="第 1 行的 question：缺少这一项"):
        read_pairs(written('{"id": "q1", "type": "fact", "answerable": false}'))


def test_many_errors_are_counted_and_some_shown(written: Write) -> None:
    with pytest.raises(UsageError, match="有 30 处错误") as caught:
        read_pairs(written(*["x"] * 30))
    assert "第 10 行" in str(caught.value)
    assert "第 11 行" not in str(caught.value)
    assert "另有 20 处" in str(caught.value)


def test_an_id_given_twice_is_named(written: Write) -> None:
    with pytest.raises(UsageError, match="编号 q1 出现了 2 次"):
        read_pairs(written(pair(), pair()))


@pytest.mark.parametrize("lines", [(), ("", "  ")])
def test_no_lines_is_an_error(written: Write, lines: tuple[str, ...]) -> None:
    with pytest.raises(UsageError, match="没有问答对"):
        read_pairs(written(*lines))


def test_no_pair_of_the_split_is_an_error(written: Write) -> None:
    with pytest.raises(UsageError, match="没有 split 为 test 的"):
        read_pairs(written(pair()), split="test")


def test_a_missing_file_and_a_foreign_encoding_are_errors(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="读不了问答对文件"):
        read_pairs(tmp_path / "none.jsonl")
    path = tmp_path / "gbk.jsonl"
    path.write_bytes("问题".encode("gbk"))
    with pytest.raises(UsageError, match="UTF-8"):
        read_pairs(path)


def test_the_digest_follows_the_content_and_not_the_name() -> None:
    assert pair().digest == pair(id="q9", split="test").digest
    assert pair().digest != pair(answer_contains=[["9个"]]).digest
    assert pairs_sha256((pair(),)) != pairs_sha256((pair(split="test"),))


@pytest.mark.parametrize("name", ["seeds.jsonl", "provincial.jsonl"])
def test_the_shipped_pairs_can_be_read(name: str) -> None:
    pairs = read_pairs(SHIPPED / name)
    assert {p.split for p in pairs} == {"dev", "test"}


def test_every_quote_of_the_seed_pairs_stands_in_the_seeds() -> None:
    gazetteer = Gazetteer.from_toml([SEEDS / "districts.toml"])
    documents = [
        parse_document(path.read_text(encoding="utf-8"), path=path.name, gazetteer=gazetteer)
        for path in sorted(SEEDS.glob("*.txt"))
    ]
    pairs: tuple[Pair, ...] = read_pairs(SHIPPED / "seeds.jsonl")
    gold = locate(pairs, {document.id: document for document in documents})
    for own, quotes in zip(pairs, gold, strict=True):
        for quote in quotes:
            assert quote.districts & set(own.districts), own.id


@pytest.mark.parametrize("name", ["a", "b", "c", "d", "e", "f", "g", "h"])
def test_every_quote_of_the_invented_pairs_stands_in_their_documents(name: str) -> None:
    folder = SHIPPED.parent / "documents" / name
    documents = [
        parse_document(path.read_text(encoding="utf-8"), path=path.name)
        for path in sorted(folder.iterdir())
    ]
    pairs = read_pairs(SHIPPED / f"invented-{name}.jsonl")
    gold = locate(pairs, {document.id: document for document in documents})
    assert all(len(quotes) == len(own.evidence) for own, quotes in zip(pairs, gold, strict=True))
