"""Which transitions are trained on: filters, exact duplicates, balance, the matched control. Every count goes into the account."""

from __future__ import annotations

import random
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from eft.training.account import Account
from eft.training.labels import IMPROVED
from eft.types import Status

Row = dict[str, Any]
Cell = tuple[str, str]  # family, stage of the parent
SYSTEM = (Status.INFRA.value, Status.TIMEOUT.value)  # the machine or the clock spoke, not the program
LENGTH_RATIO = 1.25  # a control row's answer has its partner's length within this factor


def drop(rows: Sequence[Row], name: str, bad: Callable[[Row], bool], account: Account) -> list[Row]:
    """Rows that are not `bad`."""
    kept = [row for row in rows if not bad(row)]
    account.add(name, len(kept) - len(rows))
    return kept


def clean(rows: Sequence[Row], account: Account) -> list[Row]:
    """The filters of the Finch Collection and quarantine: system errors, unrecoverable, breakage; self-repair is kept. Then exact duplicates.

    Rows without a status (public data) were filtered by their publishers.
    """
    ok = Status.OK.value
    found = drop(rows, "system errors (timeout, infrastructure)", lambda r: r["status"] in SYSTEM or r["parent_status"] in SYSTEM, account)
    failed = [r["status"] is not None and r["status"] != ok for r in found]
    repaired = sum(r["parent_status"] not in (None, ok) and not bad for r, bad in zip(found, failed, strict=True))
    found = drop(found, "both parent and child fail", lambda r: r["status"] not in (None, ok) and r["parent_status"] != ok, account)
    found = drop(found, "breakage (child fails)", lambda r: r["status"] not in (None, ok), account)
    found = drop(found, "quarantined", lambda r: bool(r["quarantined"]), account)
    account.add("of these self-repair, kept", repaired)
    return deduplicate(found, account)


def deduplicate(rows: Sequence[Row], account: Account) -> list[Row]:
    """One row per (prompt, response); the first stays."""
    seen: set[tuple[str, str]] = set()

    def known(row: Row) -> bool:
        key = (row["user_prompt"], row["response"])
        if key in seen:
            return True
        seen.add(key)
        return False

    return drop(rows, "exact duplicates", known, account)


def improved(rows: Sequence[Row], *, min_gain: float, max_repeats: int, seed: int, account: Account) -> list[Row]:
    """Improving rows with a gain above `min_gain` (self-repair has none and stays), balanced over family × parent stage."""
    found = [row for row in rows if row["improvement_label"] == IMPROVED]
    account.add("improved", len(found))
    found = drop(found, f"gain at most {min_gain:g}", lambda r: r["gain"] is not None and r["gain"] <= min_gain, account)
    return balance(found, max_repeats=max_repeats, seed=seed, account=account)


def cell(row: Row) -> Cell:
    """What is balanced: family (task, in public data) and stage."""
    return (row["family"] or row["task"], row["stage"] or "")


def balance(rows: Sequence[Row], *, max_repeats: int, seed: int, account: Account) -> list[Row]:
    """As many rows as came in, as equal as possible over the cells, none more than `max_repeats` times.

    Large cells are thinned, small ones repeated; what the small ones cannot fill goes to the others.
    """
    cells: dict[Cell, list[Row]] = defaultdict(list)
    for row in rows:
        cells[cell(row)].append(row)
    quota = _quotas({key: len(found) * max_repeats for key, found in cells.items()}, len(rows))
    chosen: list[Row] = []
    for key in sorted(cells):
        draw = random.Random(f"balance/{seed}/{key}")
        found, wanted = cells[key], quota[key]
        whole, rest = divmod(wanted, len(found))
        chosen += [*found * whole, *draw.sample(found, rest)]
    account.add("cells (family × parent stage)", len(cells))
    account.add("thinned away", -sum(max(0, len(found) - quota[key]) for key, found in cells.items()))
    account.add("repeated", sum(max(0, quota[key] - len(found)) for key, found in cells.items()))
    account.add("chosen: improved", len(chosen))
    return chosen


def _quotas(room: dict[Cell, int], total: int) -> dict[Cell, int]:
    """Share `total` equally, nobody above its room; remainders to the first cells in order."""
    quota: dict[Cell, int] = {}
    open_cells, left = sorted(room, key=lambda key: (room[key], key)), total
    while open_cells:
        key = open_cells.pop(0)
        quota[key] = min(room[key], left // (len(open_cells) + 1))
        left -= quota[key]
    return quota


def control(rows: Sequence[Row], partners: Sequence[Row], *, seed: int, account: Account) -> list[Row]:
    """For each partner (itself one of `rows`) a random row, whatever its label, of the same family × stage and of nearly its response length.

    A row is repeated only when the cell's lengths leave no other choice, and then as rarely as possible. Equal size, nearly equal tokens.
    """
    pools: dict[Cell, list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda r: len(r["response"])):
        pools[cell(row)].append(row)
    sizes = {key: [len(r["response"]) for r in pool] for key, pool in pools.items()}
    chosen: list[Row] = []
    used: dict[int, int] = defaultdict(int)
    for number, partner in enumerate(partners):
        key, size = cell(partner), len(partner["response"])
        draw = random.Random(f"control/{seed}/{number}")
        low, high = bisect_left(sizes[key], size / LENGTH_RATIO), bisect_right(sizes[key], size * LENGTH_RATIO)
        near = pools[key][low:high]
        least = min(used[id(r)] for r in near)
        row = draw.choice([r for r in near if used[id(r)] == least])
        used[id(row)] += 1
        chosen.append(row)
    account.add("chosen: control (same cells and lengths)", len(chosen))
    account.add("of these improving", sum(r["improvement_label"] == IMPROVED for r in chosen))
    return chosen
