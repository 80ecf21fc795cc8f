"""Rows of the public Finch Collection (parquet shards on disk), with its evaluation tasks and their near copies removed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from eft.training.account import Account
from eft.training.choose import control, deduplicate, drop, improved
from eft.training.columns import FINCH, OURS, read_rows
from eft.training.examples import Row
from eft.training.leaks import HeldOut
from eft.types import Message

__all__ = ["Finch"]

COLUMNS = ("task", "improvement_label", "system_prompt", "user_prompt", "reasoning", "response", "parent_code", "child_code")
assert set(COLUMNS) <= set(FINCH)


@dataclass(frozen=True, slots=True)
class Finch:
    """path: a shard or the folder of shards. select as in `trajectories`; balanced by task, since parents have no stage here.

    Leaking rows are removed, not refused: the collection has no split column and holds 8 of its paper's 22 evaluation tasks.
    """

    path: Path = Path("finch")
    select: Literal["all", "improved", "control"] = "improved"
    max_repeats: int = 1
    thinking: bool = True
    limit: int | None = None
    seed: int = 0

    def rows(self, account: Account) -> list[Row]:
        """Training rows."""
        raw = read_rows(self.path, COLUMNS)[: self.limit]
        account.add("rows read", len(raw))
        empty = dict.fromkeys(OURS)
        heldout = HeldOut.of_suite()
        kept = drop(raw, "held-out tasks of the paper or the suite", lambda r: heldout.family(r["task"]), account)
        kept = drop(kept, "near copies of held-out programs or statements", lambda r: _leaks(heldout, r), account)
        found = deduplicate([empty | row for row in kept], account)
        if self.select != "all":
            partners = improved(found, min_gain=0.0, max_repeats=self.max_repeats, seed=self.seed, account=account)
            found = partners if self.select == "improved" else control(found, partners, seed=self.seed, account=account)
        return [self._example(row) for row in found]

    def _example(self, row: dict[str, Any]) -> Row:
        system = (Message("system", row["system_prompt"]),) if row["system_prompt"] else ()
        thought = f"<think>\n{row['reasoning']}\n</think>\n\n" if self.thinking and row["reasoning"] else ""
        return Row((*system, Message("user", row["user_prompt"])), thought + row["response"], row["parent_code"])


def _leaks(heldout: HeldOut, row: dict[str, Any]) -> bool:
    return bool(heldout.reason(row["task"], (row["parent_code"], row["child_code"]), f"{row['system_prompt'] or ''}\n{row['user_prompt']}"))
