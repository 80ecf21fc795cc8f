"""Unscored edits of the offline teacher on chains that start from training families' seed programs: no run, no evaluation.

They teach the language of programs and edits, not which edit helps: data for a first trial, or for a base model next to transitions.
"""

from __future__ import annotations

from dataclasses import dataclass

from eft.training.account import Account
from eft.training.examples import Row

__all__ = ["Teacher"]


@dataclass(frozen=True, slots=True)
class Teacher:
    """edits: how many; chain: edits in a row before starting again from a seed program."""

    edits: int = 2000
    chain: int = 12
    seed: int = 0

    def rows(self, account: Account) -> list[Row]:
        """Training rows, the same for the same settings."""
        from eft.backends.rules import Rules
        from eft.evaluation.instances import space
        from eft.evaluation.tasks import all_tasks
        from eft.text.blocks import region
        from eft.text.edit import EditError, apply, parse
        from eft.text.prompt import Context, Node, render
        from eft.types import Request

        fixed = (task for task in reversed(all_tasks("train")) if task.kind == "fixed")  # their search space is known without a pool
        teacher, tasks = Rules(), list({task.family: task for task in fixed}.values())  # the first task of each family
        rows: list[Row] = []
        program, failed = "", 0
        for number in range(self.edits):
            task = tasks[(number // self.chain) % len(tasks)]
            program = task.initial if number % self.chain == 0 else program
            context = Context(task, program, space=space(task), lineage=(Node("", "=", ""),))
            messages = render(context, "compact")
            reply = teacher.answer(Request(f"{task.id}/{number}", messages, seed=self.seed))
            try:
                child = apply(parse(reply.text), program).source
            except EditError:
                failed += 1
                continue
            rows.append(Row(messages, reply.text, region(program)))
            program = child
        account.add("edits asked for", self.edits)
        account.add("edits that did not apply", -failed)
        return rows
