"""The parts of the page of one task: how the search went, the line of the best program, its difference from the seed, what failed."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from typing import Any

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.progress import reference
from eft.reporting import drawing, tree
from eft.reporting.figures import Level, Line, curves
from eft.reporting.html import MISSING, Html, code, cut, element, folded, join, line, number, percent, section, table
from eft.reporting.read import Search, Tally, believed_score, tally
from eft.reporting.standing import kind, standing, yardstick
from eft.statistics import best_so_far
from eft.types import Attempt, Direction, Outcome, Task

Answer = Mapping[str, Any] | str  # what a program returned, or why there is nothing to draw
Rerun = Callable[[Task, str, Outcome], Answer]
MAX_LINES = 12  # searches of one task in its figure
MAX_REASONS = 15


def task_section(task_id: str, searches: list[Search], source: Callable[[str], str], rerun: Rerun | None) -> Html:
    """Everything about one task. `source` reads a program by id; `rerun` runs the best one for its answer (None: don't draw)."""
    lead = leading(searches)
    return section(
        task_id,
        _problem(searches[0].task),
        score_figure(searches),
        section("The line of the best program", _line_of(lead), level=3),
        _construction(lead, source, rerun),
        _programs(lead, source),
        section("What became of the attempts", failures(total(searches)), level=3),
        id_=f"task-{anchor(task_id)}",
    )


def anchor(task_id: str) -> str:
    """A task id as the end of a link's target."""
    return "".join(c if c.isalnum() and c.isascii() else "-" for c in task_id)


def leading(searches: list[Search]) -> Search:
    """The search with the best believed score, the first of equals."""
    found = [s for s in searches if s.best is not None]
    if not found:
        return searches[0]
    sign = 1.0 if searches[0].direction is Direction.MAX else -1.0
    return max(found, key=lambda s: sign * (believed_score(s.best) or 0.0))


def total(searches: list[Search]) -> Tally:
    """Counts of several searches together."""
    return sum((tally(search) for search in searches), Tally())


def summary_row(task_id: str, searches: list[Search], linked: bool, fresh: str = MISSING) -> tuple[object, ...]:
    """One task in the table of the run. Best of its searches; progress is the median over them (suite rule 2.6)."""
    counts, lead = total(searches), leading(searches)
    best, task = lead.best, searches[0].task
    outcome = None if best is None else best.outcome
    name = element("a", task_id, href=f"#task-{anchor(task_id)}") if linked else task_id
    return (
        name,
        len(searches),
        counts.attempts,
        percent(counts.valid, counts.judged),
        percent(counts.improving, counts.judged),
        number(believed_score(lead.first), 8),
        number(believed_score(best), 10),
        fresh,
        yardstick(task),
        number(None if outcome is None else outcome.gap, 4),
        number(median_progress(searches), 4),
        standing(task, outcome) + _held_back(searches),
    )


SUMMARY_HEAD = (
    "task", "searches", "attempts", "valid", "improving", "seed", "best", "on fresh seeds", "best known", "gap", "progress", "where it stands",
)  # fmt: skip
SUMMARY_WORDS = (0, 8, 11)


def _held_back(searches: list[Search]) -> str:
    held = [attempt.outcome for search in searches for attempt in search.quarantined]
    return f"; {len(held)} not counted ({standing(searches[0].task, held[0])})" if held else ""


def median_progress(searches: list[Search]) -> float | None:
    """Median over searches of the best progress reached; None without a reference."""
    reached = sorted(
        p for s in searches if s.best is not None and s.best.outcome is not None and (p := s.best.outcome.progress) is not None
    )
    half = len(reached) // 2
    return None if not reached else reached[half] if len(reached) % 2 else (reached[half - 1] + reached[half]) / 2


def progress_curve(search: Search) -> list[float] | None:
    """Best progress after each attempt; None without a reference."""
    start = search.first.outcome.progress if search.first is not None and search.first.outcome is not None else None
    values = search.progress()
    if not values or (start is None and all(v is None for v in values)):
        return None
    return best_so_far(values, 0.0 if start is None else start)


def _problem(task: Task | None) -> Html:
    if task is None:
        return element(
            "p", "This installation does not have the task: scores are shown as recorded, larger taken as better.", class_="warn"
        )
    goal = "larger" if task.direction is Direction.MAX else "smaller"
    return join(
        [element("p", f"Score: {task.unit}, {goal} is better.", class_="lead"), folded("The problem as it was set", code(task.statement))]
    )


def score_figure(searches: list[Search]) -> Html:
    """Best score against attempts, one line per search, every valid child a dot, the best known value a level."""
    task, drawn = searches[0].task, searches[:MAX_LINES]
    mark = None if task is None else reference(task)
    levels = [] if task is None or mark is None else [Level(f"{kind(task)} {mark:.8g}", mark)]
    figure = curves(
        [Line(f"seed {search.seed}", _stair(search), step=True) for search in drawn],
        title="Best score against attempts",
        x_label="attempt",
        y_label="score" if task is None else line(task.unit, 40),
        dots=[[(i, v) for i, a in enumerate(s.attempts, 1) if (v := believed_score(a)) is not None] for s in drawn],
        levels=levels,
    )
    more = f"; {MAX_LINES} of {len(searches)} searches are drawn" if len(searches) > MAX_LINES else ""
    caption = f"Line: best so far, from the seed program at 0. Dots: every valid child; those beyond the range sit on the edge{more}."
    return element("figure", figure, element("figcaption", caption))


def _stair(search: Search) -> list[tuple[float, float]]:
    scores = [believed_score(search.first), *search.best_scores()]
    return [(i, score) for i, score in enumerate(scores) if score is not None]


def _line_of(search: Search) -> Html:
    if search.best is None:
        return element("p", "No program was valid, not even the seed program.", class_="warn")
    return tree.lineage(search) or element("p", "No attempt beat the seed program.")


def _construction(search: Search, source: Callable[[str], str], rerun: Rerun | None) -> Html | None:
    best, task = search.best, search.task
    if rerun is None or task is None or best is None or best.child is None or best.outcome is None or not drawing.drawable(task):
        return None
    answer = rerun(task, source(best.child), best.outcome)
    try:
        if isinstance(answer, str):
            raise Reject(answer)
        shown = element("figure", drawing.draw(task, answer), element("figcaption", _caption(best)))
    except Reject as reason:
        shown = element("p", f"Not drawn: {line(reason)}.", class_="warn")
    return section("What the best program builds", shown, level=3)


def _caption(best: Attempt) -> str:
    assert best.outcome is not None
    again = "the program was run again for this drawing; what it returned is shown as returned, before any repair by the scorer"
    return f"Recorded score {number(best.outcome.score, 12)}; {again}."


def _programs(search: Search, source: Callable[[str], str]) -> Html | None:
    best, first = search.best, search.first
    if best is None or best.child is None:
        return None
    text = source(best.child)
    whole = folded(f"The whole program ({len(text):,} characters)", code(text))
    if first is None or first.child in (None, best.child):
        return section("The best program is the seed program", whole, level=3)
    assert first.child is not None
    return section("The best program against the seed program", difference(source(first.child), text), whole, level=3)


def difference(before: str, after: str) -> Html:
    """Unified diff of two programs, cut to the limits of a page."""
    (old, old_note), (new, new_note) = cut(before), cut(after)
    rows = list(difflib.unified_diff(old.split("\n"), new.split("\n"), n=3, lineterm=""))[2:]
    tones = {"+": "add", "-": "del", "@": "hunk"}
    spans = [(element("span", row, class_=tones.get(row[:1])), "\n") for row in rows]
    note = old_note or new_note
    return join([element("pre", spans, class_="diff"), element("p", note, class_="note") if note else None])


def failures(counts: Tally) -> Html:
    """Attempts by status, and the reasons of those that came to nothing."""
    statuses = [(status, n, percent(n, counts.attempts)) for status, n in counts.statuses.most_common()]
    reasons = [(status, line(reason) or "(no reason given)", n) for (status, reason), n in counts.reasons.most_common(MAX_REASONS)]
    left = len(counts.reasons) - len(reasons)
    decisions = ", ".join(f"{n} by {line(who, 40) or 'the engine'}" for who, n in sorted(counts.backtracks.items()))
    return join(
        [
            table(("status", "attempts", "share"), statuses),
            table(("status", "reason", "attempts"), reasons, words=(0, 1)) if reasons else None,
            element("p", f"{left} rarer reasons are left out.", class_="note") if left > 0 else None,
            element("p", f"Went back to an ancestor: {decisions}.", class_="note") if decisions else None,
        ]
    )
