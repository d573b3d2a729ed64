"""Fits the network: the right sentence of a question before wrong ones, each by itself, and where the
right one tells the answer."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from eval.relevance.examples import Example
from eval.relevance.network import Joint
from index.embed.onnx import Reading
from index.sentences import Span
from rag.relevance import Readings, Sides, side_by_side

RATE, FRESH = 1e-4, 8
"""The greatest learning rate of the layers, and how many times that of what is new in the network."""
AT_ONCE, WRONG, HARD = 16, 3, 5
"""Questions of one step, wrong sentences of each, and among how many of the best of them two are."""
POINTED = 0.7
"""What finding where the answer begins, and where it ends, counts for."""
SMALL = 8
"""Sentences that are run at once, of about one length."""
_READERS = 2


def fit(
    network: Joint,
    data: Sequence[Example],
    readings: Readings,
    epochs: int,
    progress: Callable[[float], None],
) -> None:
    """Train ``network``; ``progress`` is told the loss of each step."""
    layers = list(network.layers.parameters())
    old = {id(p) for p in layers}
    fresh = [p for p in network.parameters() if id(p) not in old]
    optimizer = torch.optim.AdamW(
        [{"params": layers, "lr": RATE}, {"params": fresh, "lr": FRESH * RATE}], weight_decay=0.01
    )
    steps = epochs * (len(data) // AT_ONCE)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, [RATE, FRESH * RATE], total_steps=steps + 1, pct_start=0.08
    )
    network.train()
    with ThreadPoolExecutor(_READERS) as pool:
        for chosen in _steps(data, epochs):
            texts = [text for _, right, wrong in chosen for text in (*dict(right), *wrong)]
            list(pool.map(readings.of, texts))  # kept, and read on both cores
            loss = _loss(network, chosen, readings)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            progress(float(loss.detach()))
    network.eval()


Chosen = tuple[str, list[tuple[str, Span | None]], list[str]]
"""A question, at most one right passage with its answer, and wrong ones."""


def _steps(data: Sequence[Example], epochs: int) -> Iterator[list[Chosen]]:
    chance = random.Random(0)
    for _ in range(epochs):
        shuffled = chance.sample(data, len(data))
        for start in range(0, len(shuffled) - AT_ONCE + 1, AT_ONCE):
            yield [_choose(example, chance) for example in shuffled[start : start + AT_ONCE]]


def _choose(example: Example, chance: random.Random) -> Chosen:
    told = list(zip(example.passages, example.right, example.answers, strict=True))
    right = [(passage, answer) for passage, holds, answer in told if holds]
    wrong = [passage for passage, holds, _ in told if not holds]
    near, far = wrong[:HARD], wrong[HARD:]
    some = chance.sample(near, min(WRONG - 1, len(near))) + chance.sample(far, min(1, len(far)))
    return example.question, right and [chance.choice(right)], some


def _loss(network: Joint, chosen: Sequence[Chosen], readings: Readings) -> Tensor:
    sides: list[Sides] = []
    ends: list[tuple[int, int, int]] = []
    holds: list[float] = []
    for question, right, wrong in chosen:
        asked = readings.of(question, query=True)
        for passage, answer in (*right, *((p, None) for p in wrong)):
            told = readings.of(passage)
            ends.append(_ends(told, answer, len(asked.pieces)))
            sides.append(side_by_side(asked, told))
        holds += [1.0] * len(right) + [0.0] * len(wrong)
    log_odds, pointed = run(network, sides)
    loss = functional.binary_cross_entropy_with_logits(
        log_odds, torch.tensor(holds), pos_weight=torch.tensor(2.0)
    )
    at = 0
    for _, right, wrong in chosen:
        count = len(right) + len(wrong)
        if right and wrong:
            first = torch.tensor([0])
            loss = loss + functional.cross_entropy(log_odds[None, at : at + count], first) / len(
                chosen
            )
        at += count
    for (begins, start, end), scores in zip(ends, pointed, strict=True):
        if end:
            aims = torch.tensor([start - begins, end - begins])
            own = scores[begins:].T
            loss = loss + POINTED * functional.cross_entropy(own, aims, reduction="sum") / len(
                chosen
            )
    return loss


def _ends(told: Reading, answer: Span | None, asked: int) -> tuple[int, int, int]:
    """Where, of tokens after ``asked`` others, those of a passage's text begin, and the first and the
    last of its ``answer``, 0 where that was not read."""
    begins = asked + int(np.argmax(told.spans[:, 0] >= 0))
    if answer is None:
        return begins, 0, 0
    start, end = answer
    starts, ends = told.spans.T
    inside = np.flatnonzero((starts >= 0) & (ends > start) & (starts < end))
    if not len(inside) or ends[inside[-1]] < end:
        return begins, 0, 0
    return begins, asked + int(inside[0]), asked + int(inside[-1])


def run(network: Joint, sides: Sequence[Sides]) -> tuple[Tensor, list[Tensor]]:
    """The log-odds of ``sides``, those of about one length at once, and those of their tokens."""
    order = sorted(range(len(sides)), key=lambda i: len(sides[i].marks))
    parts = [
        network([sides[i] for i in order[at : at + SMALL]]) for at in range(0, len(order), SMALL)
    ]
    places = torch.empty(len(order), dtype=torch.long)
    places[torch.tensor(order)] = torch.arange(len(order))
    pointed = [own for _, rows in parts for own in rows]
    return torch.cat([odds for odds, _ in parts])[places], [
        pointed[places[i]][: len(side.marks)] for i, side in enumerate(sides)
    ]
