"""One task for people: what it asks, its limits and reference values, and a picture of what its seed program builds."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from eft.evaluation.blocks.verdict import Reject
from eft.reporting.drawing import draw, drawable
from eft.reporting.figures import stacked
from eft.reporting.rerun import Rerunner
from eft.reporting.sections import Answer
from eft.types import Direction, Outcome, Status, Task


def describe(task: Task) -> str:
    """Everything of a task but its code, as text of some lines."""
    limits = task.limits
    calls = "" if limits.calls is None else f", {limits.calls:,} calls of objective"
    direction = "larger is better" if task.direction is Direction.MAX else "smaller is better"
    rows = [
        ("task", task.id),
        ("split", f"{task.split}, {task.kind} instances, representation {task.representation}"),
        ("tags", ", ".join(task.tags) or "none"),
        ("inputs", _fields(task.inputs)),
        ("outputs", _fields(task.outputs)),
        ("score", f"{task.unit}, {direction}; differences below {task.resolution:g} mean nothing"),
        (
            "limits",
            f"{limits.cpu_s:g} s CPU, {limits.wall_s:g} s wall, {limits.memory_mb} MB{calls}; cheap profile: {task.cheap_calls:,} calls",
        ),
        ("baseline", _number(task.baseline)),
        ("best known", _number(None if task.best_known is None else task.best_known.value)),
        ("far bound", _number(task.far_bound)),
        ("folder", str(task.folder)),
    ]
    if task.best_known is not None:
        known = task.best_known
        rows.insert(9, ("", f"{known.holder}, {known.date}; {known.source}; checked: {known.checked}"))
    return "\n".join(f"{name:10}  {value}" for name, value in rows) + f"\n\n{task.statement.strip()}\n"


def _fields(shapes: Mapping[str, str]) -> str:
    return ", ".join(f"{name}: {shape}" for name, shape in shapes.items()) or "none"


def _number(value: float | None) -> str:
    return "none" if value is None else f"{value:.10g}"


def rerun(task: Task) -> Answer:
    """What the seed program returns in the cheap profile, or why there is nothing."""
    with Rerunner() as runs:
        return runs(task, task.initial, Outcome(Status.OK, profile="cheap"))


def picture(task: Task, answer: Callable[[Task], Answer] = rerun) -> bytes | str:
    """An SVG file of what the seed program builds, or why there is none."""
    if not drawable(task):
        return "answers of this family cannot be drawn (circles, plane points and step functions can)"
    found = answer(task)
    if isinstance(found, str):
        return found
    try:
        return stacked(draw(task, found))
    except Reject as refusal:
        return f"what the seed program returns cannot be drawn: {refusal}"
