"""What a run came to."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from eft.search.budget import Meter, StopReason
from eft.search.live import Live


@dataclass(frozen=True, slots=True)
class SearchSummary:
    """One search. best: program id. seed_score: of the initial program. dead: why it never started."""

    name: str
    task: str
    seed: int
    attempts: int
    accepted: int
    improved: int
    failed_edits: int
    backtracks: int
    seed_score: float | None
    best_score: float | None
    best_progress: float | None
    best: str | None
    best_index: int | None
    dead: str


@dataclass(frozen=True, slots=True)
class Summary:
    """A run over all its sessions. accepted: valid programs. history: digest of the attempts, equal for equal histories."""

    searches: tuple[SearchSummary, ...]
    attempts: int
    accepted: int
    improved: int
    failed_edits: int
    backtracks: int
    tokens: int
    cost_usd: float
    seconds: float
    stop_reason: StopReason
    history: str


def summarise(lives: Sequence[Live], reason: StopReason, meter: Meter) -> Summary:
    """Totals and one entry per search."""
    rows = tuple(_search(live) for live in lives)
    return Summary(
        searches=rows,
        attempts=sum(row.attempts for row in rows),
        accepted=sum(row.accepted for row in rows),
        improved=sum(row.improved for row in rows),
        failed_edits=sum(row.failed_edits for row in rows),
        backtracks=sum(row.backtracks for row in rows),
        tokens=meter.tokens,
        cost_usd=meter.cost_usd,
        seconds=meter.seconds,
        stop_reason=reason,
        history=hashlib.sha256("".join(live.history for live in lives).encode()).hexdigest()[:16],
    )


def _search(live: Live) -> SearchSummary:
    best, root, counts = live.tree.best, live.tree.root, live.counts
    return SearchSummary(
        name=live.search.name,
        task=live.search.task.id,
        seed=live.search.seed,
        attempts=counts.attempts,
        accepted=counts.accepted,
        improved=counts.improved,
        failed_edits=counts.failed_edits,
        backtracks=counts.backtracks,
        seed_score=None if root is None else root.score,
        best_score=None if best is None else best.score,
        best_progress=None if best is None else best.progress,
        best=None if best is None else best.id,
        best_index=None if best is None else best.index,
        dead=live.dead,
    )
