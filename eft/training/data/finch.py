"""Rows of the public Finch Collection (parquet shards on disk), with its evaluation tasks and their near copies removed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eft.training.account import Account
from eft.training.choose import Choice, Pick, Select, clean, drop
from eft.training.examples import Row
from eft.training.leaks import HeldOut
from eft.training.near import drop_near
from eft.training.selection import Chosen, TextRow, keys_of
from eft.training.sources import finch
from eft.types import Message

__all__ = ["Finch"]


@dataclass(frozen=True, slots=True)
class Finch:
    """path: a shard or the folder of shards. select as in `trajectories`; balanced by task, since parents have no stage here.

    Leaking rows are removed, not refused: the collection has no split column and holds 8 of its paper's 22 evaluation tasks.
    """

    path: Path = Path("finch")
    select: Select = "improved"
    max_repeats: int = 1
    even: bool = True
    near: float = 0.9
    thinking: bool = True
    limit: int | None = None
    seed: int = 0

    def rows(self, account: Account) -> Sequence[Row]:
        """Training rows, read from the shards whenever they are gone through."""
        heldout = HeldOut.of_suite()
        keys, sketches = keys_of(self._stream(account), lambda row: _leak(heldout, row), sketched=self.near < 1)
        keys = drop(keys, "held-out tasks of the paper or the suite", lambda key: key.leak.startswith("family "), account)
        keys = clean(drop(keys, "near copies of held-out programs or statements", lambda key: bool(key.leak), account), account)
        if self.near < 1:
            keys = drop_near(keys, sketches, self.near, account)
        picks = Choice(self.select, 0.0, self.max_repeats, self.even, seed=self.seed)(keys, account)
        return Chosen(lambda: self._stream(Account()), picks, self._example)

    def _stream(self, account: Account) -> Iterator[dict[str, Any]]:
        return finch.rows(self.path, account, self.limit)

    def _example(self, row: TextRow, pick: Pick, number: int) -> Row:
        system = (Message("system", row["system_prompt"]),) if row["system_prompt"] else ()
        thought = f"<think>\n{row['reasoning']}\n</think>\n\n" if self.thinking and row["reasoning"] else ""
        return Row((*system, Message("user", row["user_prompt"])), thought + row["response"], row["parent_code"], pick.label)


def _leak(heldout: HeldOut, row: TextRow) -> str:
    return heldout.reason(row["task"] or "", (row["parent_code"], row["child_code"]), row["system_prompt"], row["user_prompt"])
