"""Transitions that `eft data build` or `eft data import` wrote."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from eft.text.blocks import region
from eft.text.outcome import with_outcome
from eft.text.prompt import untitled
from eft.text.rename import renamed_example
from eft.training.account import Account
from eft.training.choose import Choice, Key, Pick, Select, clean
from eft.training.examples import Row
from eft.training.leaks import HeldOut
from eft.training.near import drop_near
from eft.training.selection import KEYED, Chosen, TextRow, keys_of, rows_of
from eft.types import Message, UserError

__all__ = ["Trajectories"]

SHOWN = ("system_prompt", "user_prompt", "reasoning", "response", "parent_code", "instance_uid", "improvement_label")
STAY = "STAY"


@dataclass(frozen=True, slots=True)
class Trajectories:
    """path: a parquet file or a folder of them (an `eft data` run folder); more: others, read after it.

    select: `all` cleaned transitions; `improved` those with gain > min_gain, balanced over family × parent stage; `control` as many random
    ones matched to the improved ones by cell and length; `preference` improved as desirable and regressed as undesirable (`even`: as many of
    each); `decisions` whether to go back, half and half. decisions: share of such rows among any other selection.
    near: likeness of parent and change from which a row is a copy of an earlier one (1: exact copies only). families: only these; leave_out:
    not these. untitled: share of examples whose prompt does not name the task. renamed: share whose program has other variable names, in prompt
    and answer alike (edits only; not with thinking, whose sentences name variables). thinking: train on the reasoning too. outcome: the prompt
    ends with the outcome of the edit, so that `backend.outcome` can ask for one. examples: at most so many, drawn at random.
    """

    path: Path = Path("runs/data")
    more: tuple[Path, ...] = ()
    select: Select = "all"
    min_gain: float = 0.02
    max_repeats: int = 3
    even: bool = True
    decisions: float = 0.0
    near: float = 0.9
    families: tuple[str, ...] = ()
    leave_out: tuple[str, ...] = ()
    untitled: float = 0.5
    renamed: float = 0.0
    thinking: bool = False
    outcome: bool = False
    examples: int | None = None
    limit: int | None = None  # rows read, for trials
    seed: int = 0

    def __post_init__(self) -> None:
        if not 0 < self.near <= 1:
            raise ValueError(f"near={self.near}: expected above 0, at most 1")
        if not 0 <= self.renamed <= 1:
            raise ValueError(f"renamed={self.renamed}: expected from 0 to 1")
        if self.renamed and self.thinking:
            raise ValueError("renamed: not with thinking=true, since the sentences of the reasoning name the variables")
        self._choice()

    def rows(self, account: Account) -> Sequence[Row]:
        """Training rows, read from the file whenever they are gone through. UserError if a row belongs to a held-out family."""
        heldout, paths = HeldOut.of_suite(), (self.path, *self.more)
        keys, sketches = keys_of(rows_of(paths, KEYED, self.limit)(), lambda row: _leak(heldout, row), sketched=self.near < 1)
        account.add("rows read", len(keys))
        keys = clean(self._allowed(keys, heldout, account), account)
        if self.near < 1:
            keys = drop_near(keys, sketches, self.near, account)
        return Chosen(rows_of(paths, SHOWN, self.limit), self._choice()(keys, account), self._example)

    def _choice(self) -> Choice:
        return Choice(self.select, self.min_gain, self.max_repeats, self.even, self.decisions, self.seed, self.examples)

    def _allowed(self, keys: list[Key], heldout: HeldOut, account: Account) -> list[Key]:
        if held := sorted(family for family in {key.family for key in keys} if heldout.family(family)):
            raise UserError(f"data {self.path}: holds rows of held-out families: {', '.join(held)}; collect over tasks=[train]")
        kept = [key for key in keys if not key.leak]
        account.add("near copies of held-out programs or statements", len(kept) - len(keys))
        chosen = [k for k in kept if (not self.families or k.family in self.families) and k.family not in self.leave_out]
        account.add("families not asked for", len(chosen) - len(kept))
        return chosen

    def _example(self, row: TextRow, pick: Pick, number: int) -> Row:
        user, response, program = row["user_prompt"], row["response"], row["parent_code"] or ""
        if random.Random(f"untitled/{self.seed}/{number}/{row['instance_uid']}").random() < self.untitled:
            user = untitled(user)
        rng = random.Random(f"renamed/{self.seed}/{number}/{row['instance_uid']}")
        if rng.random() < self.renamed:
            user, response, program = renamed_example(user, response, program, rng)
        if self.outcome and row["improvement_label"]:
            user = with_outcome(user, row["improvement_label"])
        if pick.flip:
            response = "BACKTRACK" if response == STAY else STAY
        answer = f"<think>\n{row['reasoning']}\n</think>\n\n{response}" if self.thinking and row["reasoning"] else response
        system = (Message("system", row["system_prompt"]),) if row["system_prompt"] else ()
        return Row((*system, Message("user", user)), answer, region(program), pick.label)


def _leak(heldout: HeldOut, row: TextRow) -> str:
    """What the builder marked, or a fresh judgement of rows of another origin."""
    if row["leak"] is not None:
        return str(row["leak"])
    programs = (row["parent_code"] or "", row["child_code"] or "")
    return heldout.reason(row["family"] or row["task"], programs, row["system_prompt"] or "", row["user_prompt"] or "")
