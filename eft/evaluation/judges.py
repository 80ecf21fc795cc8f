"""The evaluator that a configuration asks for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from eft.types import Evaluator, UserError

Kind = Literal["sandbox", "folder", "fake"]


def open_judge(
    kind: Kind,
    profile: str,
    sandbox: str,
    workers: int,
    secret: str,
    *,
    purpose: str | None = None,
    modules: Sequence[str] = (),
    **more: Any,
) -> Evaluator:
    """`sandbox` runs programs (see `evaluate.SandboxEvaluator` for the rest); `fake` scores their text, for trials of the machinery.

    `folder` judges by the evaluators of other projects' folders, in the jail: profile, secret and purpose mean nothing to them.
    """
    if kind == "folder":
        from eft.evaluation.foreign import ForeignEvaluator

        if sandbox == "unsafe":
            raise UserError("sandbox=unsafe: a task folder of another project is judged in the jail only")
        return ForeignEvaluator(workers, modules=modules, **more)
    if modules:
        raise UserError("modules: only folders of other projects may be shown more packages; programs of the suite have numpy and scipy")
    if kind == "fake":
        from eft.evaluation.fake import FakeEvaluator

        return FakeEvaluator()
    from eft.evaluation.evaluate import SandboxEvaluator

    return SandboxEvaluator(profile, sandbox, workers, secret, purpose=purpose, **more)
