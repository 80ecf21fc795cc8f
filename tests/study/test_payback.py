"""Break-even by hand."""

from __future__ import annotations

import pytest

from eft.experiment import Question, SeedStep, Settings
from eft.steps import Step
from eft.study.cells import Arm, Cell, Cost, Search
from eft.study.payback import payback

STEP = SeedStep(
    "trial", "compare", "", {"arms": [{"name": "tuned", "backend": {"path": "@eft"}}, {"name": "plain", "backend": {"path": "@base"}}, {"name": "rules"}]}
)  # fmt: skip
SETTINGS = Settings(
    given={"data": "somewhere"}, spent_s={"data": 1000.0},
    once=(Step("corpus", "data", "", {"runs": ["@data"]}),),
    questions=(Question("q", "", "trial", "tuned", ("plain", "rules")), Question("other", "", "trial", "rules", ("plain",))),
    each=(SeedStep("base", "fit", "", {"data": "@corpus"}), SeedStep("eft", "fit", "", {"model": "@base/hf", "seed": "@seed"}), STEP),
)  # fmt: skip


def arm(curve: tuple[float, ...], generate_s: float, cpu_s: float) -> Arm:
    """One search."""
    return Arm((Search("a/b/c", 0, curve, 4),), (), Cost(4, 4, 0, 0, generate_s, cpu_s))


def test_what_was_spent_over_what_a_search_saves() -> None:
    """tuned has plain's 0.5 after 2 of 4 attempts: 8 s of its 16 s instead of plain's 20 s; EFT took 60 s more than the base."""
    arms = {
        "tuned": arm((0.0, 0.5, 0.5, 0.75), 10.0, 6.0),
        "plain": arm((0.0, 0.0, 0.25, 0.5), 10.0, 10.0),
        "rules": arm((1.0,) * 4, 0.0, 1.0),
    }
    seconds = {"corpus": 40.0, "base": 300.0, "eft": 60.0, "trial": 9.0}
    rows = payback(SETTINGS, STEP, [Cell("trial", 0, "", "", "", seconds, arms)])
    assert [(row["arm"], row["other"]) for row in rows] == [("tuned", "plain"), ("tuned", "rules")]  # rules cost less than plain
    first, second = rows
    assert [(row["reached_low"], row["reached_high"]) for row in rows] == [(2, 2), (None, None)]  # one search: nothing varies
    assert (first["reached"], first["saved_s"], first["invested_s"], first["searches"]) == (2, 12.0, 60.0, 5.0)
    assert (second["reached"], second["saved_s"], second["searches"]) == (None, 0.0, None)
    assert second["invested_s"] == pytest.approx(1000 + 40 + 300 + 60)


def test_arms_of_equally_many_steps_cost_the_same_to_make() -> None:
    """What two fine-tunings of one length differ by is the clock's; the interval spans what two families say: attempt 1, or never."""
    step = SeedStep(
        "trial",
        "compare",
        "",
        {"arms": [{"name": "tuned", "backend": {"path": "@eft"}}, {"name": "plain", "backend": {"path": "@control"}}]},
    )
    each = (SeedStep("eft", "fit", ""), SeedStep("control", "fit", ""), step)
    settings = Settings(questions=(Question("q", "", "trial", "tuned", ("plain",)),), each=each)
    cost = Cost(8, 8, 0, 0, 8.0, 0.0)
    quick, slow = Search("a/b/c", 0, (1.0,) * 4, 4), Search("a/d/c", 0, (0.0, 0.0, 0.0, 0.5), 4)
    level = tuple(Search(task, 0, (0.0, 0.0, 0.0, 0.7), 4) for task in ("a/b/c", "a/d/c"))
    arms = {"tuned": Arm((quick, slow), (), cost), "plain": Arm(level, (), cost)}
    (row,) = payback(settings, step, [Cell("trial", 0, "", "", "", {"eft": 66.0, "control": 60.0}, arms)])
    # both families: 0.5 0.5 0.5 0.75 against 0.7; the first alone: 1 at once; the second alone: 0.5, never
    assert (row["reached"], row["reached_low"], row["reached_high"]) == (4, 1, None)
    assert (row["invested_s"], row["searches"]) == (None, None)
