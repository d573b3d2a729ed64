"""``make audit`` never calls a package sound that nobody was asked about."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.supply.audit import main, read, tell

SOUND: dict[str, Any] = {"name": "good", "version": "1.0", "vulns": []}
WEAK: dict[str, Any] = {"name": "bad", "version": "2.0", "vulns": [{"id": "CVE-1"}]}
UNKNOWN: dict[str, Any] = {"name": "odd", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("packages", "code", "said"),
    [
        ([SOUND, SOUND], 0, "2 个包都查过，没有已知的漏洞"),
        ([SOUND, WEAK], 1, "有已知漏洞：bad 2.0：CVE-1"),
        ([SOUND, UNKNOWN], 2, "没有查成：2 个包里有 1 个"),
        ([WEAK, UNKNOWN], 1, "有已知漏洞：bad 2.0"),
        ([], 2, "没有查成"),
    ],
)
def test_the_outcome(
    packages: list[dict[str, Any]], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert tell(read({"dependencies": packages})) == code
    assert said in capsys.readouterr().out


def test_without_a_network_it_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = tmp_path / "pip-audit"
    broken.write_text("#!/bin/sh\necho 'no such host' >&2\nexit 1\n", encoding="utf-8")
    broken.chmod(0o755)
    assert main(str(broken)) == 2
    assert "没有查成：访问不了漏洞库（no such host）" in capsys.readouterr().out
