"""``requirements.lock`` covers the install: where a test here fails, run ``make lock``."""

from __future__ import annotations

import re
import sys

import pytest
from packaging.utils import canonicalize_name

from tests.conftest import ROOT
from tests.supply.installed import DEVELOPMENT, UNLOCKED, needed

LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")


def pins(text: str) -> dict[str, str]:
    """Versions by normalised name, of the lines ``name==version``."""
    found = re.findall(r"^([\w.-]+)==([^\s\\]+)", text, re.MULTILINE)
    return {canonicalize_name(name): version for name, version in found}


def test_the_lock_has_the_versions_of_the_constraints() -> None:
    constraints = pins((ROOT / "constraints.txt").read_text(encoding="utf-8"))
    locked = pins(LOCK)
    assert locked.items() <= constraints.items()
    assert constraints.keys() >= UNLOCKED


def test_every_entry_has_checksums_and_no_address() -> None:
    entries = re.split(r"\n(?=\S)", LOCK.partition("\n#    make lock\n")[2].rstrip())
    assert len(entries) == len(pins(LOCK)) > 100
    for entry in entries:
        assert re.fullmatch(r"\S+==\S+( \\\n    --hash=sha256:[0-9a-f]{64})+", entry), entry[:80]


@pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="the lock is made for Python 3.11")
def test_what_is_installed_is_locked() -> None:
    assert needed(DEVELOPMENT).keys() - UNLOCKED <= pins(LOCK).keys()
