"""The trial of a sandbox at start: a program attempts what must fail there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from eft.evaluation.sandbox.protocol import Call, Job, Sandbox
from eft.types import InfrastructureError, Limits, UserError

PROGRAM = """
import os, socket
def solve(files, expressions):
    opened = []
    def attempt(name, action):
        try:
            action()
        except (OSError, StopIteration):
            return
        opened.append(name)
    for file in files:
        attempt(file, lambda: os.listdir(file) if os.path.isdir(file) else open(file))
    for name, expression in expressions.items():
        attempt(name, lambda: eval(expression))
    return opened
"""


def prove(sandbox: Sandbox, expressions: Mapping[str, str], files: Sequence[str], remedy: str) -> None:
    """UserError with the remedy if a program can open one of `files`, or if an expression ends without OSError or StopIteration.

    expressions: what a program would have got -> how it tries, with `os` and `socket`. InfrastructureError if the trial itself fails.
    """
    inputs = {"files": list(files), "expressions": dict(expressions)}
    result = sandbox.run(Job(PROGRAM, (Call(inputs),), Limits(cpu_s=5.0, wall_s=20.0, memory_mb=256)))
    if result.status != "ok":
        raise InfrastructureError(f"sandbox {sandbox.name}: the trial program ended with {result.status}: {result.error}")
    if opened := result.answers[0]:
        raise UserError(f"sandbox {sandbox.name} does not hold: a program got {', '.join(opened)}; {remedy}")
