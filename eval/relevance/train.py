"""Fits the network: the right sentence of a question before wrong ones, and each by itself."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from eval.relevance.examples import Example
from eval.relevance.network import Joint
from rag.relevance import Readings, Sides, side_by_side

RATE, FRESH = 1e-4, 8
"""The greatest learning rate of the layers, and how many times that of what is new in the network."""
AT_ONCE, WRONG, HARD = 16, 3, 5
"""Questions of one step, wrong sentences of each, and among how many of the best of them two are."""
SMALL = 16
"""Sentences that are run at once, of about one length."""


def fit(
    network: Joint,
    data: Sequence[Example],
    readings: Readings,
    epochs: int,
    progress: Callable[[float], None],
) -> None:
    """Train ``network``; ``progress`` is told the loss of each step."""
    chance = random.Random(0)
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
    for _ in range(epochs):
        shuffled = chance.sample(data, len(data))
        for start in range(0, len(shuffled) - AT_ONCE + 1, AT_ONCE):
            chosen = [_choose(example, chance) for example in shuffled[start : start + AT_ONCE]]
            loss = _loss(network, chosen, readings)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            progress(float(loss.detach()))
    network.eval()


Chosen = tuple[str, list[str], list[str]]
"""A question, at most one right passage, and wrong ones."""


def _choose(example: Example, chance: random.Random) -> Chosen:
    told = list(zip(example.passages, example.right, strict=True))
    right = [passage for passage, holds in told if holds]
    wrong = [passage for passage, holds in told if not holds]
    near, far = wrong[:HARD], wrong[HARD:]
    some = chance.sample(near, min(WRONG - 1, len(near))) + chance.sample(far, min(1, len(far)))
    return example.question, right and [chance.choice(right)], some


def _loss(network: Joint, chosen: Sequence[Chosen], readings: Readings) -> Tensor:
    sides: list[Sides] = []
    holds: list[float] = []
    for question, right, wrong in chosen:
        asked = readings.of(question, query=True)
        for passage in (*right, *wrong):
            sides.append(side_by_side(asked, readings.of(passage)))
        holds += [1.0] * len(right) + [0.0] * len(wrong)
    log_odds = run(network, sides)
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
    return loss


def run(network: Joint, sides: Sequence[Sides]) -> Tensor:
    """The log-odds of ``sides``, those of about one length at once."""
    order = sorted(range(len(sides)), key=lambda i: len(sides[i].marks))
    parts = [
        network([sides[i] for i in order[at : at + SMALL]]) for at in range(0, len(order), SMALL)
    ]
    places = torch.empty(len(order), dtype=torch.long)
    places[torch.tensor(order)] = torch.arange(len(order))
    return torch.cat(parts)[places]
