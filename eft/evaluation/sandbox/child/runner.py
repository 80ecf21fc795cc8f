"""Runs the calls of one job inside the child and builds the frame that goes back.

This code shares its process with the candidate, which may change any of it: nothing here decides a verdict.
"""

from __future__ import annotations

import copy
import inspect
import math
import os
import random
import sys
from collections.abc import Callable, Mapping
from types import CodeType, FunctionType
from typing import Any

import numpy as np

from . import frame

PROGRAM = "<program>"
TRACEBACK_LINES = 4
MAX_ERROR = 2000


class BudgetExhausted(BaseException):
    """All evaluations of `objective` are used. Left alone, it ends `solve` and the best point so far is the answer."""


class Objective:
    """The family's objective as the program sees it: standardised, counted, remembering the best point.

    size, kind, low, high: the search space; left: evaluations left; best: best point so far; answer(z): the answer z stands for.
    """

    def __init__(self, inner: Any, calls: int | None, centre: float, spread: float) -> None:
        self.size: int = inner.size
        self.kind: str = inner.kind
        self.low = getattr(inner, "low", 0)
        self.high = getattr(inner, "high", 1)
        self.left: float = math.inf if calls is None else calls
        self.used = 0
        self.best: Any = None
        self._value: Callable[[Any], float] = inner.value
        self._answer: Callable[[Any], Any] = inner.answer
        self._centre, self._spread, self._lowest = centre, spread, math.inf

    def __call__(self, z: Any) -> float:
        if self.left <= 0:
            raise BudgetExhausted
        self.left -= 1
        self.used += 1
        value = (float(self._value(z)) - self._centre) / self._spread
        if value < self._lowest or self.best is None:
            self._lowest, self.best = value, z.copy()
        return value

    def answer(self, z: Any) -> Any:
        """The answer that `z` stands for; costs no evaluation."""
        return self._answer(z)


def fix_entropy(seed: int) -> None:
    """Same seed, same draws: the global generators, and generators made without a seed, follow `seed`."""
    stream = random.Random(seed)
    _Entropy.draw = stream.getrandbits
    random.seed(seed)
    np.random.seed(seed % 2**32)


class _Entropy:
    draw: Callable[[int], int] = random.SystemRandom().getrandbits


def replace_entropy() -> None:
    """Once per server: `random.Random()` and `np.random.default_rng()` draw their missing seed from fix_entropy's stream."""
    original = random.Random.seed

    def seed(self: random.Random, a: Any = None, version: int = 2) -> None:
        original(self, _Entropy.draw(128) if a is None else a, version)

    random.Random.seed = seed  # type: ignore[method-assign] # unseeded generators follow the call
    random.seed = random._inst.seed
    np.random.bit_generator.randbits = lambda bits: _Entropy.draw(bits)  # type: ignore[attr-defined] # the same for numpy


def execute(job: Mapping[str, Any], objectives: Mapping[str, CodeType], hint: str = "") -> bytes:
    """The result frame of one decoded job: `{"status", "error", "answers", "used"}`. hint: follows a PermissionError."""
    used: list[int] = []
    reserve = np.empty(1 << 20, np.uint8)  # address space for the report when memory ran out; never touched
    try:
        answers = _run_calls(job, objectives, used)
        data = frame.encode({"status": "ok", "error": "", "answers": answers, "used": used})
        if len(data) > job["output_bytes"]:
            return failure("output", f"the answer has {len(data)} bytes, at most {job['output_bytes']} allowed")
        return data
    except frame.FrameError as error:
        return failure("invalid", str(error))
    except MemoryError as error:
        del reserve
        return failure("memory", describe(error, job["source"]))
    except BaseException as error:  # the candidate's border
        return failure("error", describe(error, job["source"]) + (hint if isinstance(error, PermissionError) else ""))


def failure(status: str, error: str) -> bytes:
    """The frame of a job that gave no answers."""
    text = error.encode("utf-8", "backslashreplace").decode("utf-8")[-MAX_ERROR:]
    return frame.encode({"status": status, "error": text, "answers": [], "used": []})


def _run_calls(job: Mapping[str, Any], objectives: Mapping[str, CodeType], used: list[int]) -> list[Any]:
    code = compile(job["source"], PROGRAM, "exec", dont_inherit=True)
    inner: dict[tuple[int, str], Any] = {}
    answers = []
    for call in job["calls"]:
        fix_entropy(call["seed"])
        solve = _load(code)
        wrapped = None
        if (name := call["objective"]) is not None:
            key = (call["inputs"], name)
            if key not in inner:
                inner[key] = _objective(objectives[name], job["inputs"][call["inputs"]])
            wrapped = Objective(inner[key], call["calls"], call["centre"], call["spread"])
        answers.append(_solve(solve, copy.deepcopy(job["inputs"][call["inputs"]]), call, wrapped))
        used.append(0 if wrapped is None else wrapped.used)
    return answers


def _load(code: CodeType) -> Callable[..., Any]:
    """`solve` of a fresh module: nothing of one call's globals is left for the next."""
    module = type(sys)("program")
    sys.modules["program"] = module  # dataclasses and typing look a class's module up there
    exec(code, module.__dict__)  # noqa: S102 # running the candidate is this process's purpose
    solve: Any = getattr(module, "solve", None)
    if not callable(solve):
        raise NameError("the program defines no function solve")
    return solve  # type: ignore[no-any-return] # checked to be callable above


def _objective(code: CodeType, inputs: Mapping[str, Any]) -> Any:
    names: dict[str, Any] = {"__name__": "objective"}
    exec(code, names)  # noqa: S102 # the family's own public code
    return names["Objective"](copy.deepcopy(inputs))


def _solve(solve: Callable[..., Any], inputs: dict[str, Any], call: Mapping[str, Any], objective: Objective | None) -> Any:
    offered = {"seed": call["seed"], "cpu_s": call["cpu_s"], "objective": objective}
    extra = {name: value for name, value in offered.items() if value is not None and _accepts(solve, name)}
    try:
        return solve(**inputs, **extra)
    except BudgetExhausted:
        if objective is None or objective.best is None:
            raise
        return objective.answer(objective.best)


def _accepts(solve: Callable[..., Any], name: str) -> bool:
    if type(solve) is FunctionType and not solve.__dict__:  # nothing wrapped: inspect would say the same in 0.4 ms of a fresh process
        code = solve.__code__
        return name in code.co_varnames[: code.co_argcount + code.co_kwonlyargcount] or bool(code.co_flags & inspect.CO_VARKEYWORDS)
    try:
        parameters = inspect.signature(solve).parameters
    except (TypeError, ValueError):
        return False
    return name in parameters or any(p.kind is p.VAR_KEYWORD for p in parameters.values())


def describe(error: BaseException, source: str) -> str:
    """The last lines of the program's own traceback and the exception, for the model; never raises."""
    lines = source.split("\n")
    places = []
    if isinstance(error, SyntaxError) and error.filename == PROGRAM and error.lineno:
        places.append(f"line {error.lineno}: {_line(lines, error.lineno)}")
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == PROGRAM:
            name = trace.tb_frame.f_code.co_name
            places.append(f"line {trace.tb_lineno}, in {name[:80]}: {_line(lines, trace.tb_lineno)}")
            places = places[-TRACEBACK_LINES:]
        trace = trace.tb_next
    return "\n".join([*places, f"{type(error).__name__[:80]}: {_message(error)}"])


def _message(error: BaseException) -> str:
    try:
        return str(error.msg if isinstance(error, SyntaxError) else error)[:500]
    except BaseException:  # a candidate's own exception may do anything in __str__
        return "(no message)"


def _line(lines: list[str], number: int) -> str:
    return lines[number - 1].strip()[:200] if 0 < number <= len(lines) else ""


def send(descriptor: int, data: bytes) -> None:
    """Write all of `data`."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]
