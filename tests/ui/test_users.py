"""The file of users: what is in it, how it changes, what is wrong with it."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import UsageError
from rag.cli import main
from ui.passwords import Hash
from ui.users import Users, checked_name, read_users, set_password

PASSWORD = "正确的口令-2026"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "users"
    set_password(path, "王芳", PASSWORD)
    return path


def user(*arguments: str | Path, given: str = "") -> Result:
    return CliRunner().invoke(main, ["user", *map(str, arguments)], input=given)


def test_a_hash_knows_its_password_and_no_other() -> None:
    made = Hash.of(PASSWORD)
    assert made.matches(PASSWORD)
    assert not made.matches(PASSWORD + " ")
    assert Hash.parse(str(made)) == made
    assert PASSWORD not in str(made)
    assert Hash.of(PASSWORD).salt != made.salt


def test_accents_may_be_typed_either_way() -> None:
    assert Hash.of("caf\u00e9 au lait").matches("cafe\u0301 au lait")


GOOD = str(Hash.of(PASSWORD))


@pytest.mark.parametrize(
    "stored",
    [
        "",
        PASSWORD,
        GOOD.replace("scrypt", "md5"),
        GOOD.replace("32768", "2"),
        GOOD.replace("32768", "9" * 40),
        GOOD.replace("$8$", "$x$"),
        GOOD[:-4],
        GOOD.replace("$2$", "$2$!"),
        GOOD + "$",
    ],
    ids=["empty", "plain", "algorithm", "cost", "huge", "letter", "short", "mark", "longer"],
)
def test_what_is_no_hash_of_ours_is_refused(path: Path, stored: str) -> None:
    path.write_text(f"# 用户\n\n甲:{stored}\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"第 3 行不对.*youju user add"):
        Users(path)


@given(st.text())
@settings(max_examples=200)
def test_any_other_text_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Hash.parse(text)


def test_a_user_is_known_by_name_and_password(path: Path) -> None:
    users = Users(path)
    assert users.verify("王芳", PASSWORD)
    assert not users.verify("王芳", "错的")
    assert not users.verify("李明", PASSWORD)
    assert not users.verify("王芳", PASSWORD * 100)
    assert not users.verify("王芳", "\ud800")


def test_no_name_and_a_wrong_password_take_the_same_time(path: Path) -> None:
    users = Users(path)

    def fastest(name: str) -> float:
        times = []
        for _ in range(5):
            started = time.perf_counter()
            users.verify(name, "错的口令")
            times.append(time.perf_counter() - started)
        return min(times)

    wrong, nobody = fastest("王芳"), fastest("李明")
    assert max(wrong, nobody) < 3 * min(wrong, nobody)


def test_changes_count_at_once(path: Path) -> None:
    users = Users(path)
    stamp = users.stamp("王芳")
    set_password(path, "李明", PASSWORD)
    assert users.verify("李明", PASSWORD)
    assert users.stamp("王芳") == stamp
    set_password(path, "王芳", "另一个口令-2027")
    assert users.stamp("王芳") not in (stamp, None)
    assert user("remove", "王芳", "--auth-file", path).exit_code == 0
    assert user("remove", "李明", "--auth-file", path).exit_code == 0
    assert users.stamp("王芳") is None
    assert not users.verify("李明", PASSWORD)


def test_a_file_that_breaks_keeps_the_users_read_last(path: Path) -> None:
    users = Users(path)
    path.write_text("半行", encoding="utf-8")
    assert users.verify("王芳", PASSWORD)
    path.unlink()
    assert users.verify("王芳", PASSWORD)


@pytest.mark.parametrize(
    ("content", "message"), [(None, "找不到用户文件"), (b"", "还没有用户"), (b"\xff", "不是 UTF-8")]
)
def test_a_file_without_users_says_what_to_run(
    tmp_path: Path, seed_index: Path, content: bytes | None, message: str
) -> None:
    path = tmp_path / "users"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UsageError, match=f"{message}.*youju user add"):
        Users(path)
    result = CliRunner().invoke(
        main, ["chat", "--auth-file", str(path), "--index", str(seed_index)]
    )
    assert result.exit_code == 2
    assert message in result.output


@pytest.mark.parametrize("name", ["", " ", "甲:乙", "#甲", "甲\n乙", "甲\u202e乙", "甲" * 300])
def test_names_that_would_not_survive_a_line_are_refused(name: str) -> None:
    with pytest.raises(UsageError, match="用户名"):
        checked_name(name)


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_only_the_owner_may_read_it(path: Path) -> None:
    assert path.stat().st_mode & 0o777 == 0o600
    assert not Users(path).others_can_read()
    path.chmod(0o644)
    assert Users(path).others_can_read()


def test_commands(tmp_path: Path) -> None:
    path = tmp_path / "new" / "users"
    added = user("add", "王芳", "--auth-file", path, given=f"{PASSWORD}\n")
    assert (added.exit_code, added.output) == (0, "已添加用户 王芳。\n")
    changed = user("add", "王芳", "--auth-file", path, given="另一个口令而已了\r\n")
    assert (changed.exit_code, changed.output) == (0, "已更改用户 王芳 的口令。\n")
    assert read_users(path)["王芳"].matches("另一个口令而已了")
    assert user("list", "--auth-file", path).output == "王芳\n"
    assert user("remove", "王芳", "--auth-file", path).output == "已删除用户 王芳。\n"
    assert list(path.parent.iterdir()) == [path]
    missing = user("remove", "王芳", "--auth-file", path)
    assert missing.exit_code == 2
    assert "没有用户 王芳" in missing.output


@pytest.mark.parametrize("given", ["", "短\n", "长" * 300])
def test_bad_passwords_change_nothing(tmp_path: Path, given: str) -> None:
    result = user("add", "王芳", "--auth-file", tmp_path / "users", given=given)
    assert result.exit_code == 2
    assert "口令应有 8 到 256 个字符" in result.output
    assert list(tmp_path.iterdir()) == []


def test_a_person_is_asked_twice_and_nothing_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.user_commands._typed_by_a_person", lambda: True)
    path = tmp_path / "users"
    result = user("add", "王芳", "--auth-file", path, given=f"{PASSWORD}\n{PASSWORD}\n")
    assert result.exit_code == 0
    assert PASSWORD not in result.output
    assert read_users(path)["王芳"].matches(PASSWORD)
