"""Vocabulary of the project: the records that pass between its parts.

Records only; no behaviour beyond identity, no imports from the rest of the package.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal, Protocol

KERNEL_LETTER = "K"  # representation of families whose programs are C


class UserError(Exception):
    """Bad input of the user: one clear line naming the thing and the remedy; commands exit with 2."""


class InfrastructureError(Exception):
    """The machine, not the candidate, failed (dead zygote, full disk): never a verdict; `score` exits with 3."""


class Direction(StrEnum):
    MAX = "max"
    MIN = "min"


class Scale(StrEnum):
    """How raw scores of a task become progress."""

    GAP = "gap"
    GAIN = "gain"
    LOG2SPEED = "log2speed"
    NMSE = "nmse"


class Status(StrEnum):
    """What became of one evaluation. Only `ok` carries a score; `infra` is no verdict on the candidate."""

    OK = "ok"
    INVALID = "invalid"
    ERROR = "error"
    TIMEOUT = "timeout"
    MEMORY = "memory"
    OUTPUT = "output"
    CRASH = "crash"
    VIOLATION = "violation"
    INFRA = "infra"


def content_id(text: str) -> str:
    """SHA-256 hex digest of `text` as UTF-8: ids by content, so that re-runs agree."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


@dataclass(frozen=True, slots=True)
class Program:
    """Source text of one candidate; `id` is its SHA-256."""

    source: str

    @property
    def id(self) -> str:
        return content_id(self.source)


@dataclass(frozen=True, slots=True)
class Known:
    """Best known value of an instance and who vouches for it. `checked`: exact | float | reported."""

    value: float
    holder: str
    date: str
    source: str
    checked: str


@dataclass(frozen=True, slots=True)
class Space:
    """The flat search view that a family offers to programs through `objective`.

    kind: `vector` (floats in [low, high]), `integers` (ints in [low, high]), `bits` (0/1) or `permutation` (of range(size)).
    """

    kind: str
    size: int
    low: float = 0.0
    high: float = 1.0


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one call of `solve`. `calls`: evaluations of `objective` (None: not counted)."""

    cpu_s: float
    wall_s: float
    memory_mb: int = 1024
    output_mb: int = 8
    calls: int | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """One instance of a family. `params` keeps the key order of task.yaml.

    kind: `fixed` (params are the instance) or `hidden` (params name a pool, args go to the family's generator).
    cheap_calls: objective calls per run in the `cheap` profile. resolution: in the task's unit.
    """

    id: str
    domain: str
    family: str
    params: Mapping[str, Any]
    split: str
    direction: Direction
    unit: str
    scale: Scale
    representation: str
    statement: str
    inputs: Mapping[str, str]
    outputs: Mapping[str, str]
    kind: str
    limits: Limits
    cheap_calls: int
    resolution: float
    baseline: float | None
    best_known: Known | None
    far_bound: float | None
    folder: Path
    tags: tuple[str, ...] = ()
    args: Mapping[str, Any] = field(default_factory=dict)

    @property
    def suffix(self) -> str:
        """How the files of its programs end: in the language's way."""
        return ".c" if self.representation == KERNEL_LETTER else ".py"

    @property
    def initial(self) -> str:
        """Source of the seed program."""
        return (self.folder / f"initial{self.suffix}").read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Outcome:
    """Verdict on one program. `score` is the mean over runs in the task's unit, recomputed by the trusted scorer.

    scores: value of each run (program seed or hidden instance), in a fixed order, so that parent and child pair up.
    feedback: at most 2,000 characters for the model. profile: profile and sandbox that were actually used.
    evaluator: version of the code that judged (`evaluation.record.version`). record: how it was run, in plain JSON values:
    `walls` (what stood around the program), `limits` of one child, program `seeds`, `usage` of all children.
    trust: `task` (our scorer judged data in another process) or `folder` (a foreign evaluator judged in the program's own jail, so that
    the program could forge what it says).
    """

    status: Status
    score: float | None = None
    reason: str = ""
    feedback: str = ""
    scores: tuple[float, ...] = ()
    seconds: float = 0.0
    cpu_s: float = 0.0
    max_rss_mb: float = 0.0
    profile: str = ""
    quarantined: bool = False
    gap: float | None = None
    progress: float | None = None
    literals: int = 0
    certificate: Mapping[str, Any] | None = None
    evaluator: str = ""
    record: Mapping[str, Any] = field(default_factory=dict)
    trust: str = "task"

    @property
    def ok(self) -> bool:
        return self.status is Status.OK


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a chat. role: system | user | assistant."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class Request:
    """One prompt for a backend. `key` names the attempt it belongs to and seeds its sampling together with `seed`.

    stop: the reply ends before the first of these texts. program: source that the reply is to edit, for backends that
    constrain SEARCH text to its lines.
    """

    key: str
    messages: tuple[Message, ...]
    seed: int = 0
    temperature: float = 0.7
    top_p: float = 1.0
    max_tokens: int = 1024
    stop: tuple[str, ...] = ()
    program: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """Answer of a backend. finish: stop | length | error (then `error` says what, and text is empty).

    token_ids: as sampled, the end token included, never encoded again. logprobs: of each in the distribution it was drawn from
    (temperature divided in; renormalised over `allowed`). constrained: the choice of tokens was restricted; `allowed` then holds for
    each token the ids it was chosen from (None: the whole vocabulary), or is empty when the backend cannot tell. seconds: in process the
    share of the model's time, from a server the time it took to answer.
    """

    key: str
    text: str
    finish: str = "stop"
    error: str = ""
    model: str = ""
    policy_version: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost_usd: float = 0.0
    seconds: float = 0.0
    token_ids: tuple[int, ...] = ()
    logprobs: tuple[float, ...] = ()
    constrained: bool = False
    allowed: tuple[tuple[int, ...] | None, ...] = ()


class Backend(Protocol):
    """One source of replies. `generate` answers every request, in any order inside, in request order outside."""

    @property
    def model(self) -> str: ...

    async def generate(self, requests: Sequence[Request]) -> list[Reply]: ...

    async def close(self) -> None: ...


class Trainable(Backend, Protocol):
    """A backend that takes new weights, and so can serve a policy while it is trained.

    takes: what `load` expects: `state` a mapping of names to tensors, `folder` a Hugging Face folder, `adapter` a PEFT adapter folder.
    A folder is immutable and belongs to one version. When `load` returns, every later reply carries `version` and was made by
    those weights alone. score: log p of each token but the first given those before it, at temperature 1.
    """

    @property
    def takes(self) -> Literal["state", "folder", "adapter"]: ...

    async def load(self, weights: Any, version: int) -> None: ...

    async def score(self, token_ids: Sequence[int]) -> list[float]: ...


class Evaluator(Protocol):
    """Judges one program on one task; blocking and thread-safe; raises InfrastructureError, never on the candidate's account.

    version: of the code that judges `task`; a verdict holds for another evaluation only if profile and version are the same.
    """

    @property
    def profile(self) -> str: ...

    def version(self, task: Task) -> str: ...

    def evaluate(self, task: Task, source: str, *, seeds: Sequence[int] | None = None) -> Outcome: ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Attempt:
    """One proposal, whatever came of it. `failure` is the edit's failure reason (then child and outcome are None)."""

    search: str
    index: int
    task: str
    parent: str | None
    prompt: str
    reply: str
    kind: str
    change: str
    failure: str
    failure_detail: str
    child: str | None
    outcome: Outcome | None
    model: str
    policy_version: int
    temperature: float
    seed: int
    tokens_in: int
    tokens_out: int
    cost_usd: float
    started: float
    generate_s: float
    island: int = 0
    generation: int = 0
    backtrack_to: str | None = None
    backtrack_by: str = ""
    tolerant: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return f"{self.search}#{self.index}"
