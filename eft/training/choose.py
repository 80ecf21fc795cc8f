"""Which transitions are trained on: filters, duplicates, balance, the matched control, preferences, decisions. Every count is accounted for.

Works on `Key`s, a few hundred bytes a row, never on texts; `selection.py` reads the texts of the chosen rows afterwards.
"""

from __future__ import annotations

import random
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from eft.training.account import Account
from eft.training.labels import IMPROVED, REGRESSED
from eft.types import Status

Cell = tuple[str, str]  # family, stage of the parent
Select = Literal["all", "improved", "control", "preference", "decisions"]
SYSTEM = (Status.INFRA.value, Status.TIMEOUT.value)  # the machine or the clock spoke, not the program
LENGTH_RATIO = 1.25  # a control row's answer has its partner's length within this factor
DIRECTIVE = "directive"  # kind of the rows that decide whether to go back


@dataclass(frozen=True, slots=True)
class Key:
    """What choosing needs to know of a row. at: its number in the file. family: or task name. length: characters of the response.

    digest: of prompt and response. gain is None for a repair and in public data; status None: filtered by its publisher. back: of a decision.
    """

    at: int
    family: str = ""
    stage: str = ""
    label: str = ""
    status: str | None = "ok"
    parent_status: str | None = "ok"
    quarantined: bool = False
    gain: float | None = None
    length: int = 0
    digest: bytes = b""
    leak: str = ""
    kind: str = "edit"
    back: bool = False

    @property
    def cell(self) -> Cell:
        """What is balanced."""
        return (self.family, self.stage)


@dataclass(frozen=True, slots=True)
class Pick:
    """A chosen row. label: desirable or not, for preferences. flip: a decision with the other answer, the wrong one."""

    at: int
    label: bool | None = None
    flip: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """How to choose. even: as many undesirable as desirable. decisions: share of the chosen rows that decide about going back.

    examples: at most so many of what was chosen, drawn at random (not from preferences, which come in pairs).
    """

    select: Select = "all"
    min_gain: float = 0.0
    max_repeats: int = 1
    even: bool = True
    decisions: float = 0.0
    seed: int = 0
    examples: int | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.decisions < 1 or self.max_repeats < 1:
            raise ValueError("decisions in [0, 1), max_repeats at least 1")
        if self.examples is not None and (self.examples < 1 or self.select == "preference"):
            raise ValueError(f"examples={self.examples}: at least 1, and not of preferences")

    def __call__(self, keys: Sequence[Key], account: Account) -> list[Pick]:
        """Picks in the order of the file. `keys` are clean and without duplicates; decisions among them serve `decisions` alone."""
        edits, asked = [k for k in keys if k.kind != DIRECTIVE], [k for k in keys if k.kind == DIRECTIVE]
        if self.select == "decisions":
            account.add("edits (not asked for)", -len(edits))
        elif not self.decisions:
            account.add("decisions to go back or stay (not asked for)", -len(asked))
        picks = [] if self.select == "decisions" else self._edits(edits, account)
        if self.select == "decisions" or self.decisions:
            most = None if self.select == "decisions" else round(len(picks) * self.decisions / (1 - self.decisions))
            picks += self._decisions(asked, most, account)
        if self.examples is not None and len(picks) > self.examples:
            account.add("left out (more than asked for)", self.examples - len(picks))
            picks = random.Random(f"examples/{self.seed}").sample(picks, self.examples)
        return sorted(picks, key=lambda pick: (pick.at, pick.flip))

    def _edits(self, keys: Sequence[Key], account: Account) -> list[Pick]:
        if self.select == "all":
            account.add("chosen: all", len(keys))
            return [Pick(key.at) for key in keys]
        good = labelled(keys, IMPROVED, self.min_gain, account)
        if self.select == "preference":
            return self._preference(good, labelled(keys, REGRESSED, self.min_gain, account), account)
        found = balance(good, max_repeats=self.max_repeats, seed=self.seed, account=account)
        if self.select == "control":
            found = control(keys, found, seed=self.seed, account=account)
        return [Pick(key.at) for key in found]

    def _preference(self, good: Sequence[Key], bad: Sequence[Key], account: Account) -> list[Pick]:
        """Improved rows are desirable, regressed ones are not, unchanged ones in neither set."""
        totals = [len(good), len(bad)]
        if self.even:
            totals = [min(len(good), len(bad) * self.max_repeats)] * 2
        picks: list[Pick] = []
        for rows, total, label in ((good, totals[0], True), (bad, totals[1], False)):
            name = "desirable (improved)" if label else "undesirable (regressed)"
            chosen = balance(rows, max_repeats=self.max_repeats, seed=self.seed, account=account, total=total, name=name)
            picks += [Pick(key.at, label) for key in chosen]
        return picks

    def _decisions(self, asked: Sequence[Key], most: int | None, account: Account) -> list[Pick]:
        """As many that go back as that stay, `most` in all. As preferences each comes with the wrong answer too."""
        sides = [[key for key in asked if key.back is back] for back in (True, False)]
        size = min(map(len, sides))
        if most is not None:
            size = min(size, most // 2)
        picks: list[Pick] = []
        for back, side in zip((True, False), sides, strict=True):
            chosen = random.Random(f"decisions/{self.seed}/{back}").sample(side, size)
            picks += [Pick(key.at, True if self.select == "preference" else None) for key in chosen]
        account.add("decisions there", len(asked))
        account.add("chosen: decisions (half go back)", len(picks))
        if self.select == "preference":
            account.add("of these once more with the wrong answer", len(picks))
            picks += [Pick(pick.at, False, flip=True) for pick in picks]
        return picks


def drop(rows: Sequence[Key], name: str, bad: Callable[[Key], bool], account: Account) -> list[Key]:
    """Rows that are not `bad`."""
    kept = [row for row in rows if not bad(row)]
    account.add(name, len(kept) - len(rows))
    return kept


def clean(rows: Sequence[Key], account: Account) -> list[Key]:
    """The filters of the Finch Collection and quarantine: system errors, unrecoverable, breakage; self-repair is kept. Then exact duplicates.

    Rows without a status (public data) were filtered by their publishers. What is overlong is known once there are tokens.
    """
    ok = Status.OK.value
    found = drop(rows, "no prompt or no answer", lambda r: r.length == 0, account)
    found = drop(found, "system errors (timeout, infrastructure)", lambda r: r.status in SYSTEM or r.parent_status in SYSTEM, account)
    repaired = sum(r.parent_status not in (None, ok) and r.status in (None, ok) for r in found)
    found = drop(found, "both parent and child fail", lambda r: r.status not in (None, ok) and r.parent_status != ok, account)
    found = drop(found, "breakage (child fails)", lambda r: r.status not in (None, ok), account)
    found = drop(found, "quarantined", lambda r: r.quarantined, account)
    account.add("of these self-repair, kept", repaired)
    return deduplicate(found, account)


def deduplicate(rows: Sequence[Key], account: Account) -> list[Key]:
    """One row per (prompt, response); the first stays."""
    seen: set[bytes] = set()

    def known(row: Key) -> bool:
        size = len(seen)
        seen.add(row.digest)
        return len(seen) == size

    return drop(rows, "exact duplicates", known, account)


def labelled(rows: Sequence[Key], label: str, min_gain: float, account: Account) -> list[Key]:
    """Rows of one label whose gain or loss is above `min_gain` (self-repair has none and stays)."""
    found = [row for row in rows if row.label == label]
    account.add(label, len(found))
    what = "gain" if label == IMPROVED else "loss"
    return drop(found, f"{what} at most {min_gain:g}", lambda r: r.gain is not None and abs(r.gain) <= min_gain, account)


def balance(
    rows: Sequence[Key], *, max_repeats: int, seed: int, account: Account, total: int | None = None, name: str = "improved"
) -> list[Key]:
    """`total` rows (as many as came in), as equal as possible over the cells, none more than `max_repeats` times.

    Large cells are thinned, small ones repeated; what the small ones cannot fill goes to the others. `total` is at most rows × repeats.
    """
    cells: dict[Cell, list[Key]] = defaultdict(list)
    for row in rows:
        cells[row.cell].append(row)
    quota = _quotas({key: len(found) * max_repeats for key, found in cells.items()}, len(rows) if total is None else total)
    chosen: list[Key] = []
    for key in sorted(cells):
        draw = random.Random(f"balance/{seed}/{key}")
        found, wanted = cells[key], quota[key]
        whole, rest = divmod(wanted, len(found))
        chosen += [*found * whole, *draw.sample(found, rest)]
    account.add("cells (family × parent stage)", len(cells))
    account.add("thinned away", -sum(max(0, len(found) - quota[key]) for key, found in cells.items()))
    account.add("repeated", sum(max(0, quota[key] - len(found)) for key, found in cells.items()))
    account.add(f"chosen: {name}", len(chosen))
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


def control(rows: Sequence[Key], partners: Sequence[Key], *, seed: int, account: Account) -> list[Key]:
    """For each partner (itself one of `rows`) a random row, whatever its label, of the same family × stage and of nearly its response length.

    A row is repeated only when the cell's lengths leave no other choice, and then as rarely as possible. Equal size, nearly equal tokens.
    """
    pools: dict[Cell, list[Key]] = defaultdict(list)
    for row in sorted(rows, key=lambda r: r.length):
        pools[row.cell].append(row)
    sizes = {key: [r.length for r in pool] for key, pool in pools.items()}
    chosen: list[Key] = []
    used: dict[int, int] = defaultdict(int)
    for number, partner in enumerate(partners):
        key, size = partner.cell, partner.length
        draw = random.Random(f"control/{seed}/{number}")
        low, high = bisect_left(sizes[key], size / LENGTH_RATIO), bisect_right(sizes[key], size * LENGTH_RATIO)
        near = pools[key][low:high]
        least = min(used[r.at] for r in near)
        row = draw.choice([r for r in near if used[r.at] == least])
        used[row.at] += 1
        chosen.append(row)
    account.add("chosen: control (same cells and lengths)", len(chosen))
    account.add("of these improving", sum(r.label == IMPROVED for r in chosen))
    return chosen
