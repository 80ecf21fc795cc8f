"""Shared by many tests: synthetic transitions, a tiny trained-from-scratch model, a disk that is soon full."""

from __future__ import annotations

import os
import random
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

SKELETON = """import math
import random


def solve(n, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    x = [rng.randrange(2) for _ in range(size)]
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        y = list(x)
        y[rng.randrange(size)] ^= 1
        new = objective(y)
        if new < value:
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
"""
LINES = (
    "        y[rng.randrange(size)] ^= 1",
    "        t = 0.95 * t",
    "        if rng.random() < 0.1:",
    "            x = list(best)",
    "        y = y[::-1]",
)


def mutate(source: str, draw: random.Random) -> str:
    """One line of the block added or dropped."""
    lines = source.split("\n")
    at = draw.randrange(12, 16)
    return "\n".join([*lines[:at], draw.choice(LINES), *lines[at:]])


def transition(number: int, **changes: Any) -> dict[str, Any]:
    """A row with every column of a transitions file, from the skeleton by one or two random line edits."""
    from eft.text.blocks import region
    from eft.text.diff import diff_edit
    from eft.training.columns import FINCH, OURS

    draw = random.Random(number)
    parent = mutate(SKELETON, draw)
    child = mutate(parent, draw)
    family = draw.choice(("graphs/max_cut", "additive/golomb"))
    row = dict.fromkeys(FINCH | OURS)
    row |= {
        "domain": family.split("/")[0], "task": family.replace("/", "_"), "family": family, "split": "train", "task_id": f"{family}/n=5",
        "improvement_label": draw.choice(("improved", "unchanged", "regressed")), "instance_uid": str(number), "status": "ok",
        "parent_status": "ok", "stage": draw.choice(("weak", "middle", "good")), "gain": draw.random(), "parent_code": parent,
        "child_code": child, "system_prompt": "", "reasoning": "", "kind": "edit", "leak": "", "quarantined": False,
        "user_prompt": f"task: {family} n=5\nspace: bits 20\nprogram:\n{region(parent)}\nmarks: = {number % 3}",
        "response": diff_edit(parent, child, "Change one line."), "trajectory": [], "parent_scores": [1.0], "child_scores": [1.0],
        "donors": [], "prompt_style": "compact",
    }  # fmt: skip
    return row | changes


@pytest.fixture(scope="session")
def make_transitions() -> Callable[..., dict[str, Any]]:
    """The function `transition(number, **changes)`."""
    return transition


@pytest.fixture(scope="session")
def transitions_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A parquet file of 400 synthetic transitions."""
    from eft.training.columns import write_rows

    file = tmp_path_factory.mktemp("transitions") / "transitions.parquet"
    write_rows(file, [transition(number) for number in range(400)])
    return file


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Hugging Face folder: two layers, untrained, with a line tokenizer trained on synthetic transitions."""
    from eft.models._policy import write_policy
    from eft.models.nano import Nano

    rows = [transition(number) for number in range(60)]
    texts = [text for row in rows for text in (row["user_prompt"], row["response"])]
    nano = Nano(hidden=32, layers=2, heads=2, head_dim=16, feed_forward=48, context=512, vocabulary=400, min_frequency=3)
    folder = tmp_path_factory.mktemp("model") / "tiny"
    write_policy(nano.build(texts, seed=1), folder)
    return folder


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 1.2 MB."""
    if os.geteuid() != 0:
        pytest.skip("mounting a small file system needs root")
    folder = tmp_path / "small"
    folder.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1200k", "tmpfs", str(folder)], capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"no mounting here: {done.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)
