"""Conversations as data, and the folders they are kept in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import UsageError
from rag.records import ScopedDistrict
from tests.ui.fakes import SEED, FakeYouju, answered, refused, turn
from ui.asking import ask, checks
from ui.chips import districts_after, scope_chips
from ui.conversation import MOST_TURNS, Conversation, from_json, pairs, to_json
from ui.history import Conversations, is_key, new_key


def scoped(*names: str, found_by: str = "name") -> tuple[ScopedDistrict, ...]:
    return tuple(ScopedDistrict(name, found_by) for name in names)


def test_a_conversation_survives_its_file() -> None:
    kept = Conversation(
        new_key(), (turn(answered()), turn(refused(), vote="like"), turn(error="错"))
    )
    assert from_json(to_json(kept)) == kept
    assert from_json("{}") is None
    assert from_json("不是 JSON") is None


def test_history_has_answers_and_no_errors() -> None:
    turns = [turn(answered(), "一？"), turn(error="错", question="二？"), turn(refused(), "三？")]
    assert pairs(turns) == [("一？", answered().text), ("三？", refused().text)]
    assert len(pairs([turn(answered())] * 50)) == 20


def test_only_the_last_turn_is_replaced() -> None:
    one, two, three = (turn(answered(), name) for name in "一二三")
    said = Conversation("c", (one, two))
    assert said.with_turn(three, at=1).turns == (one, three)
    assert said.with_turn(three, at=0).turns == (one, two, three)
    assert said.with_turn(three).turns == (one, two, three)


def test_a_vote_given_twice_is_taken_back() -> None:
    said = Conversation("c", (turn(answered()),))
    assert said.with_vote(0, "like").turns[0].vote == "like"
    assert said.with_vote(0, "like").with_vote(0, "dislike").turns[0].vote == "dislike"
    assert said.with_vote(0, "like").with_vote(0, "like").turns[0].vote == ""
    assert said.with_vote(7, "like") == said


def test_each_person_has_conversations_of_their_own(tmp_path: Path) -> None:
    everybody = Conversations(tmp_path)
    mine, other = everybody.of(None, "a" * 24), everybody.of(None, "b" * 24)
    said = mine.update("", lambda now: now.with_turn(turn(answered(), "我的问题？")))
    assert mine.open(said.id) == said
    assert other.open(said.id).turns == ()
    assert mine.recent() == [("我的问题？", said.id)]
    assert other.recent() == []
    asked = turn(answered(), "改了的问题？")
    mine.update(said.id, lambda now: replace(now, turns=(asked, *now.turns)))
    assert mine.recent() == [("改了的问题？", said.id)]
    said = mine.open(said.id)
    assert everybody.of("a" * 24, "").recent() == [], "a name is not a browser's key"
    assert Conversations(tmp_path).of(None, "a" * 24).open(said.id) == said, "after a restart"
    mine.delete(said.id)
    assert mine.open(said.id).turns == ()


def test_a_person_who_signs_in_finds_them_in_any_browser(tmp_path: Path) -> None:
    everybody = Conversations(tmp_path)
    said = everybody.of("王芳", "a" * 24).update("", lambda now: now.with_turn(turn(answered())))
    assert everybody.of("王芳", "b" * 24).open(said.id) == said
    assert everybody.of("李娜", "a" * 24).open(said.id).turns == ()
    assert not any("王芳" in str(path) for path in tmp_path.rglob("*"))


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "x" * 65, "a/b" * 8, None, 7, "中" * 24])
def test_names_that_are_no_ids_open_nothing(tmp_path: Path, name: object) -> None:
    assert not is_key(name)
    opened = Conversations(tmp_path).of(None, "a" * 24).open(name)
    assert opened.turns == ()
    assert is_key(opened.id)


def test_a_file_that_cannot_be_read_is_a_new_conversation(tmp_path: Path) -> None:
    person = Conversations(tmp_path).of(None, "a" * 24)
    said = person.update("", lambda now: now.with_turn(turn(answered())))
    (file,) = tmp_path.rglob("*.json")
    file.write_bytes(b"\xff{")
    opened = person.open(said.id)
    assert opened.turns == ()
    assert opened.id != said.id, "so that nothing is written over it"
    assert person.recent() == []


def test_a_conversation_that_is_full_says_so(tmp_path: Path) -> None:
    person = Conversations(tmp_path).of(None, "a" * 24)
    full = person.update("", lambda now: replace(now, turns=(turn(answered()),) * MOST_TURNS))
    with pytest.raises(UsageError, match="新对话"):
        person.update(full.id, lambda now: now.with_turn(turn(answered())))
    assert len(person.open(full.id).turns) == MOST_TURNS


def test_without_a_home_conversations_last_as_long_as_the_program() -> None:
    person = Conversations().of(None, "a" * 24)
    said = person.update("", lambda now: now.with_turn(turn(answered())))
    assert person.open(said.id) == said


def test_asking_checks_the_answer_itself() -> None:
    (asked,) = ask(FakeYouju(), "多少个？", before=[turn(refused(), "前？")])
    assert asked.answer == answered(question="多少个？")
    assert asked.quotes_exact
    assert asked.numbers_checked
    assert asked.covered == SEED.districts
    assert asked.searched == 1
    moved = replace(answered().citations[0], start=1)
    assert checks(replace(answered(), citations=(moved,)), FakeYouju().documents)[0] is False
    wrong = replace(answered().sentences[0], text="共有999个项目。")
    assert checks(replace(answered(), sentences=(wrong,)), FakeYouju().documents) == (True, False)


def test_errors_become_sentences_of_the_turn() -> None:
    assert next(ask(FakeYouju(), "出错")).error == "没有<b>这个</b>地区。 请换一个地区。"
    assert "secret detail" not in next(ask(FakeYouju(), "崩溃")).error
    assert "请再试一次" in next(ask(FakeYouju(), "崩溃")).error


def test_taking_a_district_away_asks_about_the_rest() -> None:
    both = turn(replace(answered(), scope=scoped("西海岸新区", "市南区")))
    assert both.scope == ("西海岸新区", "市南区")
    assert both.others == ("崂山区",)
    assert districts_after(both, "drop", 0) == ("市南区",)
    assert districts_after(both, "add", 0) == ("西海岸新区", "市南区", "崂山区")
    assert districts_after(both, "auto", -1) == ()
    assert districts_after(both, "drop", 2) is None
    assert districts_after(both, "add", -1) is None
    only = turn(replace(answered(), scope=scoped("西海岸新区")))
    assert districts_after(only, "drop", 0) == ("市南区", "崂山区")
    alone = turn(only.answer, covered=("西海岸新区",))
    assert districts_after(alone, "drop", 0) is None
    assert "yj-drop" not in scope_chips(alone, 1, live=True)


def test_an_answer_from_everywhere_can_be_narrowed() -> None:
    everywhere = turn(replace(answered(), scope=scoped("市南区", found_by="corpus")))
    assert everywhere.scope == ()
    chips = scope_chips(everywhere, 4, live=True)
    assert "全部 3 个地区" in chips
    assert 'name="yj-add" value="4 1"' in chips
    assert districts_after(everywhere, "add", 1) == ("市南区",)
    assert "<button" not in scope_chips(everywhere, 4, live=False)


def test_chips_say_how_a_district_was_found() -> None:
    found = (
        ScopedDistrict("西海岸新区", "alias", "黄岛"),
        ScopedDistrict("市南区", "history"),
        ScopedDistrict("崂山区", "name", "崂山"),
    )
    chips = scope_chips(turn(replace(answered(), scope=found)), 1, live=True)
    assert "西海岸新区（“黄岛”）" in chips
    assert "市南区（承接上文）" in chips
    assert ">崂山区<" in chips
    many = turn(
        replace(answered(), scope=scoped(*map(str, range(31)))), covered=tuple(map(str, range(31)))
    )
    assert "+19" in scope_chips(many, 1, live=True)


def test_districts_chosen_by_hand_can_be_left_to_the_question_again() -> None:
    chosen = turn(answered(), districts=("西海岸新区",))
    assert 'name="yj-auto" value="1"' in scope_chips(chosen, 1, live=True)
    assert "yj-auto" not in scope_chips(turn(answered()), 1, live=True)
