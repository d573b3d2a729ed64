"""``requirements.lock`` covers the install: where a test here fails, run ``make lock``."""

from __future__ import annotations

import re
import sys

import pytest
from packaging.utils import canonicalize_name

from tests.conftest import ROOT
from tests.supply.installed import DEVELOPMENT, UNLOCKED, needed

TORCH = ["locks/torch.lock", "locks/torch-linux.lock", "locks/torch-cpu.lock"]
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


@pytest.mark.parametrize("name", ["requirements.lock", *TORCH])
def test_every_entry_has_checksums_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    _, *entries = re.split(r"\n(?=[^\s#])", text.rstrip())
    assert len(entries) == len(pins(text)) > 0
    for entry in entries:
        assert re.fullmatch(r"\S+==\S+( ; [^\n]+)?( \\\n    --hash=sha256:[0-9a-f]{64})+", entry), (
            entry[:80]
        )


def test_both_builds_of_torch_are_those_of_the_constraints() -> None:
    version = pins((ROOT / "constraints.txt").read_text(encoding="utf-8"))["torch"]
    locked = [pins((ROOT / name).read_text(encoding="utf-8")) for name in TORCH]
    public, libraries, cpu = locked
    assert (public, cpu) == ({"torch": version}, {"torch": f"{version}+cpu"})
    assert any(name.startswith("nvidia-") for name in libraries)
    assert {n: v for n, v in libraries.items() if n in pins(LOCK)}.items() <= pins(LOCK).items()


@pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="the lock is made for Python 3.11")
def test_what_is_installed_is_locked() -> None:
    assert needed(DEVELOPMENT).keys() - UNLOCKED <= pins(LOCK).keys()
