"""What the questions of a study ask of its cells: one number per (family, training seed, repeat)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from eft.comparison.parents import STAGES
from eft.statistics import area_under, values_at
from eft.study.cells import Arm, Cell, Edit, family
from eft.study.crossed import Key
from eft.types import UserError

if TYPE_CHECKING:
    from eft.experiment import Question

IMPROVED, REGRESSED = "improved", "regressed"
EDITS: Mapping[str, Callable[[Sequence[Edit]], float]] = {
    "valid": lambda edits: _share(edits, lambda edit: not edit.failure),
    "improving": lambda edits: _share(edits, lambda edit: edit.label == IMPROVED),
    "regressing": lambda edits: _share(edits, lambda edit: edit.label == REGRESSED),
    "distinct": lambda edits: len({edit.child for edit in edits if edit.child}) / len(edits),
    "best_of": lambda edits: max(0.0, *(edit.gain for edit in edits if not edit.failure), 0.0),
}


def of_question(cells: Sequence[Cell], question: Question, arm: str) -> dict[Key, float]:
    """The question's measure of one arm. Raises KeyError if a cell lacks the arm, UserError if there is nothing that it asks about."""
    found: dict[Key, float] = {}
    for cell in cells:
        values = of_arm(cell.arms[arm], question.measure, question.to, question.stages)
        found |= {
            (name, cell.seed, repeat): v for (name, repeat), v in values.items() if not question.families or name in question.families
        }
    if not found:
        among = ", ".join((*question.stages, *question.families))
        raise UserError(
            f"question {question.name}: the cells of {question.step} have no {question.measure} of {arm}{among and ' among ' + among}"
        )
    return found


def of_arm(arm: Arm, measure: str, to: int, stages: Sequence[str] = ()) -> dict[tuple[str, str], float]:
    """By (family, repeat): a repeat is a task's search, or a fixed parent. stages: of these parents; without any, those that searches made."""
    if measure in EDITS:
        groups: dict[tuple[str, str], list[Edit]] = defaultdict(list)
        for edit in arm.edits:
            if edit.stage in (stages or STAGES):
                groups[family(edit.task), f"{edit.task}/{edit.stage}/{edit.parent}"].append(edit)
        return {key: EDITS[measure](edits) for key, edits in groups.items()}

    def read(curve: Sequence[float]) -> float:
        return area_under(curve, to) if measure == "area" else values_at(curve, [to if measure == "at" else len(curve)])[0]

    return {(search.family, f"{search.task}@{search.seed}"): read(search.progress) for search in arm.searches}


def paired(one: Mapping[Key, float], other: Mapping[Key, float]) -> dict[Key, float]:
    """Differences one − other. Raises ValueError unless both were measured on the same things."""
    if one.keys() != other.keys():
        raise ValueError(f"{len(one.keys() ^ other.keys())} repeats were measured in one arm only")
    return {key: value - other[key] for key, value in one.items()}


def _share(edits: Sequence[Edit], holds: Callable[[Edit], bool]) -> float:
    return sum(map(holds, edits)) / len(edits)
