"""Blocks for searches to begin with: where they go, and what is no place for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from eft.comparison.starts import starts
from eft.evaluation.evaluate import SandboxEvaluator
from eft.evaluation.tasks import find
from eft.types import UserError

KINDS = {"vector": "packing/circles_in_square/n=26", "integers": "codes/covering_code/q=3,n=4", "bits": "games/life_box/b=4", "permutation": "routing/tsp/pool=uniform50"}  # fmt: skip


def test_the_block_stands_where_the_seed_programs_stood(tmp_path: Path) -> None:
    (tmp_path / "bits.txt").write_text("    best = [0] * size\n")
    task = find(KINDS["bits"])
    (text,) = starts(tmp_path, {task.id: task}).values()
    before, _, rest = task.initial.partition("# EVOLVE-BLOCK-START\n")
    after = rest[rest.index("    # EVOLVE-BLOCK-END") :]
    assert text == f"{before}# EVOLVE-BLOCK-START\n    best = [0] * size\n{after}"
    assert starts(None, {task.id: task}) == {task.id: task.initial}


@pytest.mark.parametrize("folder", ["layout", "names"])
def test_the_shipped_blocks_are_the_seed_programs_search_in_other_words(folder: str) -> None:
    """Score for score, on every kind of space."""
    tasks = {name: find(name) for name in KINDS.values()}
    evaluator = SandboxEvaluator(profile="cheap", sandbox="zygote", workers=1)
    try:
        for name, text in starts(Path("configs/starts") / folder, tasks).items():
            assert text != tasks[name].initial
            assert evaluator.evaluate(tasks[name], text).scores == evaluator.evaluate(tasks[name], tasks[name].initial).scores
    finally:
        evaluator.close()


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (KINDS["bits"], r"games/life_box\S* searches a space of kind bits; write \S*bits\.txt"),
        ("denoise/cells/pool=deep", r"denoise/cells\S* has no search space"),
    ],
)
def test_what_does_not_fit_is_named(tmp_path: Path, name: str, message: str) -> None:
    task = find(name)
    with pytest.raises(UserError, match=message):
        starts(tmp_path, {task.id: task})
