"""Transitions that `eft data build` wrote."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from eft.text.blocks import region
from eft.text.prompt import untitled
from eft.training.account import Account
from eft.training.choose import clean, control, improved
from eft.training.columns import read_rows
from eft.training.examples import Row
from eft.training.leaks import HeldOut
from eft.types import Message, UserError

__all__ = ["Trajectories"]

COLUMNS = (
    "task", "family", "improvement_label", "system_prompt", "user_prompt", "reasoning", "response", "parent_code", "child_code", "status",
    "parent_status", "quarantined", "gain", "stage", "instance_uid", "leak", "kind",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Trajectories:
    """path: a parquet file or a folder of them (an `eft data` run folder).

    select: `all` cleaned transitions; `improved` those with gain > min_gain, balanced over family × parent stage; `control` as many random
    ones matched to the improved ones by cell and length. families: only these; leave_out: not these.
    untitled: share of examples whose prompt does not name the task. thinking: train on the reasoning too.
    """

    path: Path = Path("runs/data")
    select: Literal["all", "improved", "control"] = "all"
    min_gain: float = 0.02
    max_repeats: int = 3
    families: tuple[str, ...] = ()
    leave_out: tuple[str, ...] = ()
    untitled: float = 0.5
    thinking: bool = False
    limit: int | None = None  # rows read, for trials
    seed: int = 0

    def rows(self, account: Account) -> list[Row]:
        """Training rows. UserError if a row belongs to a held-out family."""
        raw = read_rows(self.path, COLUMNS)[: self.limit]
        account.add("rows read", len(raw))
        raw = self._allowed(raw, account)
        return [self._example(row, number) for number, row in enumerate(self._selected(clean(raw, account), account))]

    def _allowed(self, raw: list[dict[str, Any]], account: Account) -> list[dict[str, Any]]:
        heldout = HeldOut.of_suite()
        if held := sorted({row["family"] or row["task"] for row in raw if heldout.family(row["family"] or row["task"])}):
            raise UserError(f"data {self.path}: holds rows of held-out families: {', '.join(held)}; collect over tasks=[train]")
        kept = [row for row in raw if not (row["leak"] if row["leak"] is not None else self._leak(heldout, row))]
        account.add("near copies of held-out programs or statements", len(kept) - len(raw))
        chosen = [r for r in kept if (not self.families or r["family"] in self.families) and r["family"] not in self.leave_out]
        account.add("families not asked for", len(chosen) - len(kept))
        return chosen

    @staticmethod
    def _leak(heldout: HeldOut, row: dict[str, Any]) -> str:
        return heldout.reason(row["family"] or row["task"], (row["parent_code"], row["child_code"]), row["user_prompt"])

    def _selected(self, rows: list[dict[str, Any]], account: Account) -> list[dict[str, Any]]:
        if self.select == "all":
            account.add("chosen: all", len(rows))
            return rows
        found = improved(rows, min_gain=self.min_gain, max_repeats=self.max_repeats, seed=self.seed, account=account)
        return found if self.select == "improved" else control(rows, found, seed=self.seed, account=account)

    def _example(self, row: dict[str, Any], number: int) -> Row:
        user = row["user_prompt"]
        if random.Random(f"untitled/{self.seed}/{number}/{row['instance_uid']}").random() < self.untitled:
            user = untitled(user)
        answer = f"<think>\n{row['reasoning']}\n</think>\n\n{row['response']}" if self.thinking and row["reasoning"] else row["response"]
        system = (Message("system", row["system_prompt"]),) if row["system_prompt"] else ()
        return Row((*system, Message("user", user)), answer, region(row["parent_code"]))
