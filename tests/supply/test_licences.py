"""Every package used at run time has a licence that the project may be used under."""

from __future__ import annotations

import sys
from email.message import Message
from importlib.metadata import Distribution
from pathlib import Path

import pytest

from tests.supply.installed import RUN_TIME, needed
from tests.supply.licences import ACCEPTED, PAGE, is_copyleft, licence, rows


def test_every_dependency_names_its_licence() -> None:
    assert [name for name, found in needed(RUN_TIME).items() if not licence(found)] == []


def test_copyleft_ones_are_those_accepted() -> None:
    told = {name: licence(found) or "" for name, found in needed(RUN_TIME).items()}
    assert {name for name, text in told.items() if is_copyleft(text)} == ACCEPTED


@pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="the page is made with Python 3.11")
def test_the_page_lists_them() -> None:
    missing = set(rows()) - set(PAGE.read_text(encoding="utf-8").splitlines())
    assert not missing, "run python -m tests.supply.licences"


class Declared(Distribution):
    """A distribution of which nothing is known but what it says of its licence."""

    def __init__(self, **fields: str) -> None:
        self._fields = fields

    def read_text(self, filename: str) -> str:
        message = Message()
        for name, value in self._fields.items():
            message[name.replace("_", "-")] = value
        return message.as_string()

    def locate_file(self, path: object) -> Path:
        raise NotImplementedError


@pytest.mark.parametrize(
    ("fields", "told", "copyleft"),
    [
        ({"License_Expression": "MIT AND AGPL-3.0-only"}, "MIT AND AGPL-3.0-only", True),
        ({"Classifier": "License :: OSI Approved :: MIT License"}, "MIT License", False),
        (
            {"Classifier": "License :: OSI Approved :: GNU Lesser General Public License v3"},
            "GNU Lesser General Public License v3",
            True,
        ),
        ({"License": "BSD"}, "BSD", False),
        ({"License": "UNKNOWN", "Classifier": "License :: OSI Approved"}, None, False),
        ({"License": "Permission is hereby granted " * 9}, None, False),
        ({}, None, False),
    ],
)
def test_what_a_licence_is_read_from(
    fields: dict[str, str], told: str | None, copyleft: bool
) -> None:
    assert licence(Declared(**fields)) == told
    assert is_copyleft(told or "") is copyleft
