"""CPU per iteration of OpenEvolve 0.4.0 at a given number of programs; runs in an environment of its own, prints one JSON line.

    python openevolve_step.py PROGRAM.py PROGRAMS BLOCKS ITERATIONS

The database is filled with distinct programs first; model and evaluator cost next to nothing. Controller and worker are counted together.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import random
import re
import resource
import sys
import tempfile
from pathlib import Path

from openevolve.config import Config, LLMModelConfig
from openevolve.database import Program, ProgramDatabase
from openevolve.llm.base import LLMInterface
from openevolve.process_parallel import ProcessParallelController

NUMBER = re.compile(r"^(    c\d+ = )\d+$", re.MULTILINE)


class Tweak(LLMInterface):
    """Changes one constant of the last program in the prompt."""

    def __init__(self, config: LLMModelConfig) -> None:
        self.model = config.name
        self.rng = random.Random()

    async def generate(self, prompt: str, **more: object) -> str:
        return await self.generate_with_context("", [{"content": prompt}])

    async def generate_with_context(self, system_message: str, messages: list[dict[str, str]], **more: object) -> str:
        text = messages[-1]["content"]
        lines = list(NUMBER.finditer(text, text.rfind("# Current Program")))
        line = self.rng.choice(lines[-12:])
        return f"<<<<<<< SEARCH\n{line[0]}\n=======\n{line[1]}{self.rng.randrange(10**6)}\n>>>>>>> REPLACE"


def cpu_s(pids: list[int]) -> float:
    """CPU seconds of this process and of the workers."""
    own = resource.getrusage(resource.RUSAGE_SELF)
    ticks = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13] for pid in pids]
    return own.ru_utime + own.ru_stime + sum(int(a) + int(b) for a, b in ticks) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    source, count, blocks, iterations = Path(sys.argv[1]).read_text(), *map(int, sys.argv[2:5])
    logging.disable(logging.CRITICAL)
    folder = Path(tempfile.mkdtemp())
    judge = folder / "evaluator.py"
    judge.write_text(
        "import hashlib\ndef evaluate(path):\n    return {'combined_score': int(hashlib.sha256(open(path, 'rb').read()).hexdigest()[:8], 16) / 2**32}\n"
    )
    config = Config()
    config.llm.models = [LLMModelConfig(name="tweak", init_client=Tweak)]
    config.llm.evaluator_models = config.llm.models
    config.evaluator.parallel_evaluations, config.evaluator.cascade_evaluation = 1, False
    config.database.population_size, config.database.random_seed = count + 10_000, 0
    config.checkpoint_interval, config.random_seed = 10**9, 0
    database, rng = ProgramDatabase(config.database), random.Random(1)
    index = 0
    while len(database.programs) < count:  # a better program of the same cell replaces the older one
        code = NUMBER.sub(lambda found: found[1] + str(rng.randrange(10**6)), source)
        database.add(Program(id=f"p{index}", code=code, metrics={"combined_score": rng.random()}), iteration=index, target_island=index % 5)
        index += 1
    controller = ProcessParallelController(config, str(judge), database)
    controller.start()
    start = count
    samples = []
    for block in range(blocks + 1):
        pids = list(controller.executor._processes or {}) if controller.executor else []
        before = cpu_s(pids)
        asyncio.run(controller.run_evolution(start, iterations))
        start += iterations
        if block:  # the first one warms up
            samples.append((cpu_s(pids) - before) / iterations * 1e3)
    made = sum(one.iteration_found >= count and not one.id.startswith("p") for one in database.programs.values())
    print(json.dumps({"programs": len(database.programs), "made": made, "cpu_ms": samples}))
    controller.stop()


if __name__ == "__main__":
    main()
