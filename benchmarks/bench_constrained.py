"""Valid and improving edits of a model with and without constrained decoding, on held-out tasks; same prompts, same seeds.

    python benchmarks/bench_constrained.py path=runs/demo/base [samples=16] [judged=4] [per_stage=2] [attempts=24] [seeds=4]

Parents come from a short search of the rule-based teacher on every task, at three stages; each is edited `samples` times by each arm.
Every reply is read and applied (does it give a program?); the first `judged` of each parent are also run on fresh program seeds against
their parent (does it improve?). Differences are paired by parent, with bootstrap 95 % intervals.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import torch
from harness import RESULTS, commit, hardware

from eft.backends.local import Local
from eft.backends.rules import Rules
from eft.comparison import one_step, parents
from eft.comparison.parents import Parent
from eft.config import entry_class
from eft.evaluation.evaluate import SandboxEvaluator, space
from eft.evaluation.tasks import select
from eft.search.engine import Engine, Flow
from eft.search.plan import Prompting, Search
from eft.search.store import Store
from eft.statistics import mean_interval, paired_interval, proportion
from eft.text.edit import EditError, apply, parse
from eft.types import Reply, Task

TASKS = (
    "packing/circles_in_square/n=26", "inequalities/erdos_overlap/n_max=51", "inequalities/autocorr_first/n_max=600", "codes/maxdet/n=15",
    "graphs/extremal_girth/n=20", "contest/production_plan/pool=n6l3t200", "systems/txn_order/pool=k60",
)  # fmt: skip
PROMPTING = Prompting(style="compact", max_tokens=300)


async def find_parents(tasks: dict[str, Task], attempts: int, per_stage: int) -> list[Parent]:
    """Programs of a short teacher search on each task."""
    evaluator = SandboxEvaluator(profile="cheap", workers=2)
    searches = [Search(task, 77, attempts, task.initial) for task in tasks.values()]
    archive = entry_class("eft.search.archives", "best")()
    flow = Flow(order="strict", window=1, batch=16, streams=2, workers=2)
    try:
        with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "run.db") as store:
            await Engine(store, evaluator, Rules().build(), archive, flow=flow, prompting=Prompting(style="compact"), space=space).run(
                searches
            )
            return [parent for search in searches for parent in parents.choose(store, search.name, search.task, per_stage, 0)]
    finally:
        evaluator.close()


async def ask(path: Path, constrain: bool, found: Sequence[Parent], tasks: dict[str, Task], samples: int) -> list[Reply]:
    """Replies of one arm: the same requests for both."""
    asked = one_step.requests(found, tasks, samples, PROMPTING, space, 0)
    asked = [replace(request, program=found[index // samples].source) for index, request in enumerate(asked)]
    backend = Local(path=path, constrain=constrain).build()
    try:
        return await one_step.replies(backend, asked, 64, lambda count: print(".", end="", flush=True))
    finally:
        await backend.close()


def verdict(reply: Reply, source: str) -> str:
    """`applies`, or why not."""
    if reply.finish == "error":
        return "error"
    try:
        apply(parse(reply.text), source)
    except EditError as error:
        return f"{error.reason}{' (cut at max_tokens)' if reply.finish == 'length' else ''}"
    return "applies"


def shares(flags: Sequence[bool], per_parent: int) -> list[float]:
    """Mean over the samples of each parent."""
    return [sum(flags[k : k + per_parent]) / per_parent for k in range(0, len(flags), per_parent)]


def main() -> None:
    """Measure both arms, print, write."""
    options = dict(word.split("=", 1) for word in sys.argv[1:])
    path = Path(options["path"])
    samples, judged, per_stage, attempts, seeds = (
        int(options.get(key, default))
        for key, default in (("samples", 16), ("judged", 4), ("per_stage", 2), ("attempts", 24), ("seeds", 4))
    )
    torch.set_num_threads(1)
    tasks = {task.id: task for task in select(TASKS)}
    found = asyncio.run(find_parents(tasks, attempts, per_stage))
    print(f"{len(found)} parents", flush=True)
    rule = one_step.Rule(tuple(range(1000, 1000 + seeds)))
    evaluator = SandboxEvaluator(profile="cheap", workers=2, purpose="final")
    arms: dict[str, Any] = {}
    applies: dict[str, list[bool]] = {}
    improves: dict[str, list[bool]] = {}
    for name, constrain in (("free", False), ("constrained", True)):
        answers = asyncio.run(ask(path, constrain, found, tasks, samples))
        verdicts = [verdict(reply, found[index // samples].source) for index, reply in enumerate(answers)]
        applies[name] = [text == "applies" for text in verdicts]
        chosen = [reply for index, reply in enumerate(answers) if index % samples < judged]
        sampled = one_step.judge(found, tasks, chosen, judged, evaluator, rule, 2, lambda count: None)
        improves[name] = [sample.label == "improved" for sample in sampled]
        arms[name] = {
            "replies": len(answers),
            "verdicts": dict(Counter(verdicts).most_common()),
            "applies": asdict(proportion(sum(applies[name]), len(answers))),
            "judged": len(sampled),
            "runs": asdict(proportion(sum(sample.valid for sample in sampled), len(sampled))),
            "improves": asdict(mean_interval(shares(improves[name], judged))),
            "tokens_out": sum(reply.tokens_out for reply in answers) / len(answers),
        }
        print(name, json.dumps(arms[name], indent=1), flush=True)
    evaluator.close()

    def gain(flags: dict[str, list[bool]], per_parent: int) -> dict[str, Any]:
        pairs = zip(shares(flags["constrained"], per_parent), shares(flags["free"], per_parent), strict=True)
        return asdict(paired_interval([a - b for a, b in pairs]))

    record = {
        "name": "constrained", "model": path.name, "commit": commit(), "hardware": hardware(), "tasks": list(TASKS), "parents": len(found), "samples": samples,
        "temperature": PROMPTING.temperature, "max_tokens": PROMPTING.max_tokens, "program_seeds": seeds, "arms": arms,
        "constrained - free": {"applies": gain(applies, samples), "improves": gain(improves, judged)},
    }  # fmt: skip
    print(json.dumps(record["constrained - free"], indent=1))
    (RESULTS / "constrained.json").write_text(json.dumps(record, indent=1) + "\n")


if __name__ == "__main__":
    main()
