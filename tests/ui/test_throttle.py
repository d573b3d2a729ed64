"""Waits after wrong passwords, by a clock of our own."""

from __future__ import annotations

from ui.throttle import Throttle


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_waits_double_up_to_a_minute() -> None:
    clock = Clock()
    throttle = Throttle(clock)
    waits = []
    for _ in range(14):
        waits.append(throttle.wait("a", "王芳"))
        clock.now += waits[-1]
        throttle.failed("a", "王芳")
    assert waits == [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60, 60]


def test_a_wait_runs_out_and_failures_are_forgotten() -> None:
    clock = Clock()
    throttle = Throttle(clock)
    for _ in range(6):
        throttle.failed("a", "王芳")
    assert throttle.wait("a", "王芳") == 4
    clock.now += 4
    assert throttle.wait("a", "王芳") == 0
    throttle.failed("a", "王芳")
    assert throttle.wait("a", "王芳") == 8
    clock.now += 900
    throttle.failed("a", "王芳")
    assert throttle.wait("a", "王芳") == 0


def test_nobody_is_locked_out_from_elsewhere() -> None:
    throttle = Throttle(Clock())
    for _ in range(10):
        throttle.failed("a", "王芳")
    assert throttle.wait("b", "王芳") == 0
    assert throttle.wait("a", "李明") == 0


def test_many_names_from_one_address_wait_too_whoever_succeeds() -> None:
    throttle = Throttle(Clock())
    for number in range(22):
        throttle.failed("a", f"用户{number}")
        throttle.succeeded("a", "自己")
    assert throttle.wait("a", "王芳") == 4
    assert throttle.wait("b", "王芳") == 0


def test_a_success_clears_the_name() -> None:
    throttle = Throttle(Clock())
    for _ in range(4):
        throttle.failed("a", "王芳")
    assert throttle.wait("a", "王芳") == 1
    throttle.succeeded("a", "王芳")
    assert throttle.wait("a", "王芳") == 0


def test_memory_is_bounded_and_the_latest_are_kept() -> None:
    clock = Clock()
    throttle = Throttle(clock)
    for number in range(30_000):
        clock.now += 0.001
        throttle.failed(f"address {number}", "王芳")
    assert len(throttle._failures) <= 10_000
    for _ in range(4):
        throttle.failed("a", "王芳")
    assert throttle.wait("a", "王芳") == 1
