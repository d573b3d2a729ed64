"""Asks pip-audit which pinned packages have known vulnerabilities, and says what it could not ask.

    python -m tests.supply.audit PIP_AUDIT

Exit code 0: all were asked about and none has any; 1: some have; 2: not all could be asked about.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from tests.conftest import ROOT

_SECONDS = 600


@dataclass(frozen=True)
class Audit:
    """What is known of the pinned packages."""

    asked: int
    vulnerable: list[str]
    """``name version：ids``, a line each."""
    unanswered: list[str]
    """Names that the service knows nothing about."""


def read(report: dict[str, Any]) -> Audit:
    """Read the JSON report of pip-audit.

    It counts a package the service could not be asked about as skipped and still ends well.
    """
    packages = report["dependencies"]
    return Audit(
        len(packages),
        [
            f"{p['name']} {p['version']}：{'、'.join(v['id'] for v in p['vulns'])}"
            for p in packages
            if p.get("vulns")
        ],
        [p["name"] for p in packages if "skip_reason" in p],
    )


def tell(audit: Audit) -> int:
    """Print the outcome and return the exit code."""
    for line in audit.vulnerable:
        print(f"有已知漏洞：{line}")
    if audit.unanswered or not audit.asked:
        unanswered = len(audit.unanswered)
        print(f"没有查成：{audit.asked} 个包里有 {unanswered} 个没有得到漏洞库的回答。")
        print("请在能访问公共软件源的漏洞接口的机器上再运行 make audit。")
        return 1 if audit.vulnerable else 2
    if audit.vulnerable:
        print("请在 constraints.txt 里换成修好的版本，再运行 make lock。")
        return 1
    print(f"{audit.asked} 个包都查过，没有已知的漏洞。")
    return 0


def main(pip_audit: str) -> int:
    """Run pip-audit over constraints.txt; its own dependencies are not looked at."""
    command = [pip_audit, "-r", str(ROOT / "constraints.txt"), "--no-deps", "--disable-pip"]
    command += ["--format", "json", "--progress-spinner", "off"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)
    try:
        audit = read(json.loads(done.stdout))
    except ValueError:
        reason = done.stderr.strip().splitlines() or ["没有说明原因"]
        print(f"没有查成：访问不了漏洞库（{reason[-1]}）。请在能联网的机器上再运行 make audit。")
        return 2
    return tell(audit)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
