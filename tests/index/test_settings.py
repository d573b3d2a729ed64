"""Settings: which source wins, and what a person is told about a value that is wrong."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from index.errors import UsageError
from index.limits import DEFAULT_LIMITS, Limits
from index.settings import Settings, load_settings


@pytest.fixture(autouse=True)
def clean_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in os.environ:
        if name.upper().startswith("YOUJU_"):
            monkeypatch.delenv(name)
    return tmp_path


def test_defaults() -> None:
    settings = load_settings()
    assert settings.home == Path(".youju")
    assert settings.sources == [Path("seeds")]
    assert (settings.model, settings.host, settings.port) == ("zh-e5-small", "127.0.0.1", 7860)
    assert settings.limits == DEFAULT_LIMITS


def test_flags_beat_environment_beats_file(
    clean_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (clean_folder / "youju.toml").write_text(
        'port = 1\nchunk_tokens = 100\nhost = "甲"\nsources = ["a"]'
    )
    monkeypatch.setenv("YOUJU_PORT", "2")
    monkeypatch.setenv("youju_chunk_tokens", "200")
    settings = load_settings(port=3, chunk_tokens=None)
    assert (settings.port, settings.chunk_tokens, settings.host) == (3, 200, "甲")
    assert settings.sources == [Path("a")]


def test_limits_of_a_document(clean_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (clean_folder / "youju.toml").write_text("max_file_mb = 0.5\nmax_chars = 9\nmax_pages = 3")
    monkeypatch.setenv("YOUJU_PARSE_TIMEOUT", "1.5")
    assert load_settings().limits == Limits(bytes=512 * 1024, chars=9, pages=3, seconds=1.5)


def test_paths_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YOUJU_SOURCES", os.pathsep.join(["a", "b"]))
    monkeypatch.setenv("YOUJU_HOME", "")
    assert load_settings().sources == [Path("a"), Path("b")]
    assert load_settings().home == Path(".youju")


@pytest.mark.parametrize(
    ("toml", "told"),
    [
        ('log_format = "xml"', r"应为下面列出的值之一.*text 给人看，json"),
        ("prot = 1", r"没有 prot 这个设置.*port"),
        ('port = "八千"', r"youju\.toml 里的 port 的值不对：'八千'，应为整数"),
        ("port = 70000", r"应不大于 65535"),
        ("max_file_mb = 0", r"应大于 0\.0"),
        ("max_file_mb = inf", r"应为数字"),
        ("max_pages = 0", r"应大于 0"),
        ("parse_timeout = nan", r"应为数字"),
        ("chunk_tokens = 99.5", r"应为整数"),
        ("chunk_tokens = 1", r"应不小于 16"),
        ('model = ""', r"应为非空的文字"),
        ("home = 1", r"home .*应为路径"),
        ("sources = [1]", r"sources .*应为路径"),
        ("sources = []", r"应至少有一个路径"),
        ("sources = 1", r"应为路径的列表"),
        ("port =", r"youju\.toml 不是合法的 TOML 文件"),
    ],
)
def test_wrong_file(clean_folder: Path, toml: str, told: str) -> None:
    (clean_folder / "youju.toml").write_text(toml, encoding="utf-8")
    with pytest.raises(UsageError, match=told) as caught:
        load_settings()
    assert caught.value.remedy


def test_file_that_is_not_utf8(clean_folder: Path) -> None:
    (clean_folder / "youju.toml").write_bytes('host = "甲"'.encode("gbk"))
    with pytest.raises(UsageError, match="UTF-8"):
        load_settings()


def test_wrong_environment_and_flag(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError, match="参数 port 的值不对：-1"):
        load_settings(port=-1)
    monkeypatch.setenv("YOUJU_PORT", "x")
    with pytest.raises(UsageError, match="环境变量 YOUJU_PORT 的值不对"):
        load_settings()


def test_every_setting_says_what_it_is() -> None:
    fields: dict[str, Any] = Settings.model_fields
    assert all(field.description for field in fields.values())
