"""The mechanism, measured alone: one edit of a fixed parent, judged on program seeds that no selection has seen."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from typing import Any

from eft.comparison.parents import Parent
from eft.evaluation.change import change
from eft.search.plan import Prompting
from eft.text import edit as grammar
from eft.text.prompt import Context, Node, render
from eft.types import Backend, Evaluator, Outcome, Reply, Request, Space, Task, content_id

Evaluate = Callable[[Task, str], Outcome]


@dataclass(frozen=True, slots=True)
class Rule:
    """What counts as a change. seeds: fresh program seeds; gain in units of the task's range, errors in standard errors."""

    seeds: tuple[int, ...] = tuple(range(1000, 1016))
    min_gain: float = 0.01
    min_errors: float = 2.0


@dataclass(frozen=True, slots=True)
class Sample:
    """One proposal. failure: why there is no scored child (an edit's reason or an outcome's status), empty if there is one."""

    task: str
    stage: str
    parent: str
    number: int
    child: str
    failure: str
    label: str
    gain: float
    tokens_out: int

    @property
    def valid(self) -> bool:
        return not self.failure

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


def requests(
    parents: Sequence[Parent],
    tasks: Mapping[str, Task],
    samples: int,
    prompting: Prompting,
    space: Callable[[Task], Space | None],
    seed: int,
) -> list[Request]:
    """`samples` requests for every parent. Keys and seeds are the same for all arms."""
    out = []
    for parent in parents:
        task = tasks[parent.task]
        node = Node("a", "+", "")
        messages = render(Context(task=task, program=parent.source, space=space(task), lineage=(node,)), prompting.style)
        for number in range(samples):
            key = f"{parent.task}/{content_id(parent.source)[:16]}/{number}"
            drawn = int.from_bytes(hashlib.blake2b(f"{seed}/{key}".encode(), digest_size=4).digest(), "big") >> 1
            out.append(Request(key, messages, drawn, prompting.temperature, prompting.top_p, prompting.max_tokens, program=parent.source))
    return out


async def replies(backend: Backend, asked: Sequence[Request], batch: int, tick: Callable[[int], None]) -> list[Reply]:
    """All replies, `batch` at a time, similar prompts together (padding costs)."""
    order = sorted(range(len(asked)), key=lambda i: sum(len(m.content) for m in asked[i].messages))
    out: list[Reply | None] = [None] * len(asked)
    for start in range(0, len(order), batch):
        chosen = order[start : start + batch]
        for index, reply in zip(chosen, await backend.generate([asked[i] for i in chosen]), strict=True):
            out[index] = reply
        tick(len(chosen))
    return [reply for reply in out if reply is not None]


def judge(
    parents: Sequence[Parent],
    tasks: Mapping[str, Task],
    answers: Sequence[Reply],
    samples: int,
    evaluator: Evaluator,
    rule: Rule,
    workers: int,
    tick: Callable[[int], None],
) -> list[Sample]:
    """Apply every edit and judge every child against its parent, paired over the same fresh seeds."""
    verdicts: dict[tuple[str, str], Outcome] = {}

    def evaluate(task: Task, source: str) -> Outcome:
        key = (task.id, content_id(source))
        if key not in verdicts:
            verdicts[key] = evaluator.evaluate(task, source, seeds=rule.seeds)
        return verdicts[key]

    def one(job: tuple[Parent, int, Reply]) -> Sample:
        sample = _judge(*job, tasks[job[0].task], evaluate, rule)
        tick(1)
        return sample

    jobs = list(_jobs(parents, answers, samples))
    with ThreadPoolExecutor(workers, thread_name_prefix="eft-compare") as pool:
        return list(pool.map(one, jobs))


def _jobs(parents: Sequence[Parent], answers: Sequence[Reply], samples: int) -> Iterator[tuple[Parent, int, Reply]]:
    for index, reply in enumerate(answers):
        yield parents[index // samples], index % samples, reply


def _judge(parent: Parent, number: int, reply: Reply, task: Task, evaluate: Evaluate, rule: Rule) -> Sample:
    def sample(child: str = "", failure: str = "", label: str = "", gain: float = 0.0) -> Sample:
        return Sample(parent.task, parent.stage, content_id(parent.source), number, child, failure, label, gain, reply.tokens_out)

    if reply.finish == "error":
        return sample(failure="backend")
    try:
        source = grammar.apply(grammar.parse(reply.text), parent.source, task.suffix).source
    except grammar.EditError as error:
        return sample(failure=str(error.reason.value))
    outcome = evaluate(task, source)
    if not outcome.ok:
        return sample(child=content_id(source), failure=outcome.status.value)
    base = evaluate(task, parent.source)
    found = change(task, base.scores, outcome.scores)
    return sample(content_id(source), "", found.label(rule.min_gain, rule.min_errors), found.gain)
