"""How the evaluators of a run are made, as a record that travels to other processes. Nothing of the backend is in it, so no key is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from eft.evaluation.judges import Kind
from eft.search.executors._protocol import Purpose
from eft.types import Evaluator, Task


@dataclass(frozen=True)
class JudgeRecipe:
    """A `Recipe`. See `evaluation.judges.open_judge`; purpose `search` leaves it to the profile which instances are drawn."""

    kind: Kind
    profile: str
    sandbox: str
    secret: str
    cpu_s: float | None = None
    wall_s: float | None = None
    modules: tuple[str, ...] = ()

    def version(self, task: Task) -> str:
        """Version of the code that judges `task`."""
        if self.kind == "folder":
            return _of_folder(task.folder)
        from eft.evaluation.record import version

        return "" if self.kind == "fake" else version(task)

    def __call__(self, workers: int, purpose: Purpose) -> Evaluator:
        """Open one."""
        from eft.evaluation.judges import open_judge

        meant = None if purpose == "search" else purpose
        return open_judge(
            self.kind, self.profile, self.sandbox, workers, self.secret,
            purpose=meant, modules=self.modules, cpu_s=self.cpu_s, wall_s=self.wall_s,
        )  # fmt: skip


@cache
def _of_folder(folder: Path) -> str:
    """Read once a process, as the code is."""
    from eft.evaluation import foreign

    return foreign.version(foreign.load_task(folder))
