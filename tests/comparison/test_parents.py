"""Parents that no search made."""

from __future__ import annotations

from pathlib import Path

from eft.comparison.parents import hand_written
from eft.evaluation.evaluate import SandboxEvaluator
from eft.evaluation.tasks import find
from eft.types import Task


def test_a_ladders_first_step_is_the_seed_program() -> None:
    """It differs from it by a comment only; to count it as text of another hand would measure edits of the seed program."""
    task: Task = find("codes/covering_code/q=3,n=4")
    evaluator = SandboxEvaluator(profile="cheap", sandbox="zygote", workers=1)
    try:
        found = {parent.source: parent.stage for parent in hand_written(task, evaluator)}
    finally:
        evaluator.close()
    texts = [Path(task.folder, "right", name).read_text() for name in ("1_seed.py", "2_textbook.py", "3_strong.py")]
    assert [found.get(text) for text in texts] == ["seed", "hand", "hand"]
