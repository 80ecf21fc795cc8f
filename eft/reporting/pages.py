"""The page of a run of `evolve` or `collect`."""

from __future__ import annotations

from collections.abc import Callable

from eft.reporting.figures import Line, curves
from eft.reporting.html import MISSING, Html, element, folded, line, page, percent, section, settings, table
from eft.reporting.read import Run, Search, Tally
from eft.reporting.sections import SUMMARY_HEAD, SUMMARY_WORDS, Rerun, failures, progress_curve, summary_row, task_section, total

MAX_TASKS = 40  # with a part of their own
MAX_DRAWN = 8  # programs run again for a drawing
MAX_THIN = 60  # tasks drawn one by one behind the mean


def run_page(run: Run, source: Callable[[str], str], rerun: Rerun | None) -> Html:
    """The whole page. `source` reads a program by id; `rerun` runs a best program again for its answer."""
    groups = run.by_task()
    shown = list(groups.items())[:MAX_TASKS]
    counts = total(run.searches)
    rows = [
        summary_row(task_id, searches, i < MAX_TASKS, run.fresh.get(task_id, MISSING))
        for i, (task_id, searches) in enumerate(groups.items())
    ]
    left = len(groups) - len(shown)
    return page(
        title(run, groups),
        element("h1", title(run, groups)),
        element("p", lead(counts, groups), class_="lead"),
        section(
            "Results",
            table(SUMMARY_HEAD, rows, SUMMARY_WORDS),
            element("p", EXPLANATION, class_="note"),
        ),
        overall(groups) if len(groups) > 1 else None,
        section("What became of all attempts", failures(counts)) if len(groups) > 1 else None,
        [task_section(task_id, searches, source, rerun if i < MAX_DRAWN else None) for i, (task_id, searches) in enumerate(shown)],
        element("p", f"In the table only: {left} more.", class_="note") if left else None,
        section("Settings", settings(run.settings) if run.settings else element("p", "The folder has no config.yaml."), _models(counts)),
    )


EXPLANATION = (
    "valid: share of attempts with a valid program; improving: share whose program beats its parent by more than the task's "
    "resolution and by more than 1.3 standard errors of the paired gain over its runs; "
    "attempts that the machine lost count in neither. on fresh seeds: the best program judged again where nothing was selected. gap: log10 of the distance left to the best known value as a share of the distance "
    "from the seed program, lower is better; progress: gap on a scale from 0 (seed program) to 1 (best known value, as far as scores can be "
    "told apart), median over searches. A best known value of our own is a reference; passing it sets no record."
)


def title(run: Run, groups: dict[str, list[Search]]) -> str:
    """What the page is about."""
    what = next(iter(groups)) if len(groups) == 1 else f"{len(groups)} tasks"
    return f"{line(run.command, 20) or 'run'}: {line(what, 120)}"


def lead(counts: Tally, groups: dict[str, list[Search]]) -> str:
    """The run in a sentence."""
    searches = sum(len(group) for group in groups.values())
    cost = f", ${counts.cost_usd:.2f}" if counts.cost_usd else ""
    tokens = f" {counts.tokens:,} tokens{cost}." if counts.tokens else ""
    lost = f"; {counts.infra} lost by the machine" if counts.infra else ""
    shares = f"{percent(counts.valid, counts.judged)} valid, {percent(counts.improving, counts.judged)} improving"
    return f"{counts.attempts:,} attempts in {searches} {'search' if searches == 1 else 'searches'}: {shares}{lost}.{tokens}"


def overall(groups: dict[str, list[Search]]) -> Html:
    """Mean best progress over tasks against attempts: families weigh equally, and tasks within a family, and searches within a task."""
    families: dict[str, dict[str, list[list[float]]]] = {}
    for task_id, searches in groups.items():
        found = [curve for search in searches if (curve := progress_curve(search)) is not None]
        if found:
            families.setdefault(task_id.rpartition("/")[0], {})[task_id] = found
    tasks = [mean_curve(found) for family in families.values() for found in family.values()]
    mean = mean_curve([mean_curve([mean_curve(found) for found in family.values()]) for family in families.values()])
    behind = [Line("", list(enumerate(curve, 1)), step=True, colour=0, thin=True) for curve in tasks[:MAX_THIN]]
    figure = curves(
        [*behind, Line("mean over families", list(enumerate(mean, 1)), colour=1)] if mean else [],
        title="Mean progress against attempts",
        x_label="attempts per search",
        y_label="best progress p",
    )
    without = len(groups) - len(tasks)
    note = f" Tasks without a reference, not in it: {without}." if without else ""
    caption = f"Thick: mean over families; thin: each task. A search that ended keeps its last value.{note}"
    return section("Progress over all tasks", element("figure", figure, element("figcaption", caption)))


def mean_curve(rows: list[list[float]]) -> list[float]:
    """Mean of curves point by point; a shorter one keeps its last value."""
    length = max(map(len, rows), default=0)
    return [sum(row[min(i, len(row) - 1)] for row in rows) / len(rows) for i in range(length)]


def _models(counts: Tally) -> Html:
    named = [(line(model, 80) or "(none named)", n) for model, n in counts.models.most_common(20)]
    return folded("Models that wrote the programs", table(("model", "attempts"), named))
