"""Inside a child whose calls are timed from outside: waits for the bell, calls `solve`, puts its arrays where the trusted side looks.

This code shares its process with the candidate, which may change any of it. Nothing here keeps time or decides a verdict: who answers
early, or writes elsewhere, leaves a wrong output.
"""

from __future__ import annotations

import mmap
import os
from collections.abc import Mapping
from typing import Any

import numpy as np

from . import frame, runner

BELL, RESULT = 0, 3
LOADED, DONE = b"L", b"D"  # one byte each; a report of failure is a frame, which begins with another letter

Arrays = dict[str, np.ndarray[Any, Any]]


class Windows:
    """The two shared memories: inputs, which this process can't write to, and outputs."""

    def __init__(self, inputs: int, outputs: int) -> None:
        """Maps two descriptors, which may be closed afterwards."""
        self.inputs = mmap.mmap(inputs, os.fstat(inputs).st_size, flags=mmap.MAP_SHARED, prot=mmap.PROT_READ)
        self.outputs = mmap.mmap(outputs, os.fstat(outputs).st_size, flags=mmap.MAP_SHARED)


def serve(job: Mapping[str, Any], windows: Windows, hint: str = "") -> bytes:
    """Calls until the trusted side ends this process; the frame of a failure otherwise. hint: follows a PermissionError."""
    reserve = np.empty(1 << 20, np.uint8)  # address space for the report when memory ran out; never touched
    try:
        _calls(job, windows)
        return runner.failure("error", "the calls ended early")
    except frame.FrameError as error:
        return runner.failure("invalid", str(error))
    except MemoryError as error:
        del reserve
        return runner.failure("memory", runner.describe(error, job["source"]))
    except BaseException as error:  # the candidate's border
        return runner.failure("error", runner.describe(error, job["source"]) + (hint if isinstance(error, PermissionError) else ""))


def _calls(job: Mapping[str, Any], windows: Windows) -> None:
    runner.fix_entropy(0)
    module = type(runner)("program")
    code = compile(job["source"], runner.PROGRAM, "exec", dont_inherit=True)
    exec(code, module.__dict__)  # noqa: S102 # running the candidate is this process's purpose
    solve, setup = getattr(module, "solve", None), getattr(module, "setup", None)
    if not callable(solve):
        raise NameError("the program defines no function solve")
    shapes = {name: tuple(shape) for name, (_, _, shape) in job["inputs"].items()}
    if callable(setup):
        setup(shapes)
    outputs = views(windows.outputs, job["outputs"])
    runner.send(RESULT, LOADED)
    while os.read(BELL, 1):
        place(solve(**views(windows.inputs, job["inputs"]), **job["constants"]), outputs)
        runner.send(RESULT, DONE)


def views(memory: Any, table: Mapping[str, Any]) -> Arrays:
    """Arrays in `memory`, by name. table: name -> [offset, dtype, shape]."""
    return {
        name: np.frombuffer(memory, np.dtype(dtype), int(np.prod(shape)), offset).reshape(shape)
        for name, (offset, dtype, shape) in table.items()
    }


def place(answer: Any, outputs: Arrays) -> None:
    """Copy the arrays of an answer into `outputs`. FrameError unless it has them all, of the right type and shape."""
    if not isinstance(answer, dict):
        raise frame.FrameError(f"solve must return a dict with {', '.join(outputs)}, got {type(answer).__name__}")
    for name, target in outputs.items():
        value = answer.get(name)
        if not isinstance(value, np.ndarray) or value.dtype != target.dtype or value.shape != target.shape:
            got = f"{value.dtype}{list(value.shape)}" if isinstance(value, np.ndarray) else f"a {type(value).__name__}"
            raise frame.FrameError(f"{name}: expected an array {target.dtype}{list(target.shape)}, got {got}")
        target[...] = value
