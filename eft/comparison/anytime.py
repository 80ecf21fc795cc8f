"""The search curve: the champion after every attempt, scored again on program seeds that the search did not see."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from typing import Any

from eft.search.plan import Search
from eft.search.store import Store
from eft.types import Direction, Evaluator, Outcome


@dataclass(frozen=True, slots=True)
class Curve:
    """One search of one arm. progress[i]: of the champion after attempt i + 1.

    closed[i]: (score − seed program's) / (best known − seed program's), empty where no value is known. backtracks: decisions to go
    back, by who took them; paid: of those, the ones whose child beat the tip that was given up.
    """

    task: str
    seed: int
    progress: tuple[float, ...]
    closed: tuple[float, ...]
    gap: float | None
    score: float | None
    valid: int
    attempts: int
    backtracks: dict[str, int]
    paid: dict[str, int]

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


def champions(store: Store, search: Search) -> list[str]:
    """Id of the best program after every attempt 1..N, by the search's own scores. The seed program stands first before them."""
    better: Callable[[float, float], bool] = (lambda a, b: a > b) if search.task.direction is Direction.MAX else (lambda a, b: a < b)
    line: list[str] = []
    best: float | None = None
    champion = ""
    for attempt in store.attempts(search.name):
        outcome = attempt.outcome
        scored = outcome is not None and outcome.ok and not outcome.quarantined and attempt.child
        if scored and outcome is not None and outcome.score is not None and (best is None or better(outcome.score, best)):
            best, champion = outcome.score, attempt.child or ""
        line.append(champion)
    return line


def curves(
    store: Store, searches: Sequence[Search], evaluator: Evaluator, seeds: Sequence[int], workers: int, tick: Callable[[int], None]
) -> list[Curve]:
    """One curve per search. `evaluator` must be one for reporting (final half of hidden pools); `seeds` are program seeds."""
    lines = [champions(store, search) for search in searches]
    wanted = [(search, program) for search, line in zip(searches, lines, strict=True) for program in dict.fromkeys(line)]

    def score(job: tuple[Search, str]) -> Outcome:
        search, program = job
        outcome = evaluator.evaluate(search.task, store.source(program), seeds=tuple(seeds))
        tick(1)
        return outcome

    with ThreadPoolExecutor(workers, thread_name_prefix="eft-compare") as pool:
        verdicts = dict(zip(((s.name, p) for s, p in wanted), pool.map(score, wanted), strict=True))
    return [_curve(store, search, line, verdicts) for search, line in zip(searches, lines, strict=True)]


def _curve(store: Store, search: Search, line: Sequence[str], verdicts: dict[tuple[str, str], Outcome]) -> Curve:
    attempts = list(store.attempts(search.name))
    values: list[float] = []
    for program in line:
        found = verdicts[search.name, program].progress
        # A champion that fails on fresh seeds counts as no better than what the search started from.
        values.append(found if found is not None else (values[0] if values else 0.0))
    last = verdicts[search.name, line[-1]]
    closed = _closed(search, [verdicts[search.name, program].score for program in line])
    taken, paid = _decisions(attempts, search.task.direction)
    valid = sum(a.outcome is not None and a.outcome.ok for a in attempts[1:])
    return Curve(search.task.id, search.seed, tuple(values[1:]), closed, last.gap, last.score, valid, len(attempts) - 1, taken, paid)


def _closed(search: Search, scores: Sequence[float | None]) -> tuple[float, ...]:
    known, first = search.task.best_known, scores[0]
    if known is None or first is None or known.value == first:
        return ()
    return tuple(0.0 if score is None else (score - first) / (known.value - first) for score in scores[1:])


def _decisions(attempts: Sequence[Any], direction: Direction) -> tuple[dict[str, int], dict[str, int]]:
    sign = 1.0 if direction is Direction.MAX else -1.0
    scores = {a.child: sign * a.outcome.score for a in attempts if a.child and a.outcome and a.outcome.score is not None}
    taken: dict[str, int] = {}
    paid: dict[str, int] = {}
    for attempt in attempts:
        if not attempt.backtrack_by:
            continue
        taken[attempt.backtrack_by] = taken.get(attempt.backtrack_by, 0) + 1
        tip, child = scores.get(attempt.extra.get("tip", "")), scores.get(attempt.child or "")
        if tip is not None and child is not None and child > tip:
            paid[attempt.backtrack_by] = paid.get(attempt.backtrack_by, 0) + 1
    return taken, paid
