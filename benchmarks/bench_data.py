"""Peak memory and CPU of the data path at growing numbers of rows of about 10 kB, and what the usual ways take for the same selection.

    python benchmarks/bench_data.py [sizes=25000,50000,100000] [folder=/tmp/…]

Steps, each in a process of its own (peak resident set and CPU by getrusage): `import` an OpenEvolve trace, `inspect`, `leaks`, `select` (filters, exact and
near duplicates, balance, then a walk through every chosen row), `build` from a run.db. Texts are random lines of code, so that nothing
is a duplicate and every program and prompt is judged anew: the worst case of the leak check.
Rivals of `select`, run right after ours of each size, do less (exact duplicates and improved rows; no near duplicates, no balance):
`table`: pyarrow's whole table as Python dicts; `datasets`: Hugging Face datasets from the same parquet, filtered, gone through once.
"""

from __future__ import annotations

import contextlib
import io
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from harness import Row, show, write

WORDS = [
    f"{stem}{tail}"
    for stem in ("x", "value", "best", "step", "score", "grid", "node", "edge", "item")
    for tail in ("", "_new", "1", "_list", "_max")
]
COLUMNS = ["system_prompt", "user_prompt", "response", "reasoning", "improvement_label", "parent_code", "child_code"]


def text(draw: random.Random, size: int) -> list[str]:
    """Lines of code of about `size` bytes in all."""
    return [f"    {' + '.join(draw.choices(WORDS, k=5))} = {draw.random():.4f}" for _ in range(size // 48)]


def programs(draw: random.Random) -> Iterator[tuple[str, str]]:
    """Parents of about 2.5 kB and their children, for ever; each starts from new lines."""
    while True:
        lines = text(draw, 2500)
        at = draw.randrange(len(lines))
        yield "\n".join(lines), "\n".join([*lines[:at], *text(draw, 100), *lines[at + 1 :]])


def make_trace(file: Path, count: int) -> None:
    """An evolution trace of `count` records of about 10 kB."""
    draw = random.Random(count)
    with file.open("w") as stream:
        for number, (parent, child) in zip(range(count), programs(draw), strict=False):
            record = {
                "iteration": number, "parent_id": f"p{number}", "child_id": f"c{number}", "parent_metrics": {"combined_score": 1.0},
                "child_metrics": {"combined_score": (2.0, 1.0, 0.5)[number % 3]}, "parent_code": parent, "child_code": child,
                "prompt": {"system": "You improve programs step by step. " * 10, "user": "\n".join(text(draw, 800)) + parent},
                "llm_response": "<think>\n" + "\n".join(text(draw, 500)) + "\n</think>\n\n" + "\n".join(text(draw, 800)),
            }  # fmt: skip
            stream.write(json.dumps(record) + "\n")


def make_run(folder: Path, count: int) -> None:
    """A run.db of `count` attempts of about 10 kB over ten searches."""
    from eft.evaluation.tasks import all_tasks
    from eft.search.schema import prompt_id
    from eft.search.store import Store
    from eft.types import Attempt, Message, Outcome, Status, content_id

    draw, tasks = random.Random(count), list({task.family: task for task in all_tasks("train")}.values())[:10]
    folder.mkdir()
    blank: dict[str, Any] = {
        "failure": "",
        "failure_detail": "",
        "model": "m",
        "policy_version": 0,
        "temperature": 0.7,
        "seed": 1,
        "tokens_in": 1,
        "tokens_out": 1,
        "cost_usd": 0.0,
        "started": 0.0,
        "generate_s": 0.0,
    }
    with Store(folder / "run.db") as store:
        for task in tasks:
            name, parent = f"{task.id}@0", "\n".join(next(programs(draw))[0].split("\n"))
            store.add_search(name, task.id, 0, parent)
            for index in range(count // len(tasks) + 1):
                child = parent if index == 0 else next(programs(draw))[1]
                messages = () if index == 0 else (Message("user", "task: bench n=1\n" + "\n".join(text(draw, 4000))),)
                if messages:
                    store.intend(name, index, 0, messages, {})
                score = draw.random()
                outcome = Outcome(Status.OK, score=score, scores=(score, score + 0.01), profile="cheap", progress=score)
                reply = "\n".join(["<<<<<<< SEARCH", *text(draw, 400), "=======", *text(draw, 400), ">>>>>>> REPLACE"])
                future = store.append(
                    Attempt(
                        search=name, index=index, task=task.id, parent=None if index == 0 else content_id(parent),
                        prompt=prompt_id(messages) if messages else "", reply=reply, kind="edit" if index else "seed", change=f"change {index}",
                        child=content_id(child), outcome=outcome, **blank,
                    ),
                    child,
                )  # fmt: skip
                if index % 200 == 0:
                    future.result()
                if index == 0 or draw.random() < 0.3:
                    parent = child


def select(folder: Path) -> None:
    from eft.training.account import Account
    from eft.training.data.trajectories import Trajectories

    rows = Trajectories(path=folder / "imported", select="improved", min_gain=0.0).rows(Account())
    assert sum(len(row.answer) for row in rows) > 0


def table(folder: Path) -> None:
    import pyarrow.parquet as pq

    rows = pq.read_table(folder / "imported" / "transitions.parquet", columns=COLUMNS).to_pylist()
    seen: set[tuple[str, str]] = set()
    chosen = []
    for row in rows:
        key = (row["user_prompt"], row["response"])
        if key not in seen and row["improvement_label"] == "improved":
            chosen.append(row)
        seen.add(key)
    assert sum(len(row["response"]) for row in chosen) > 0


def hugging_face(folder: Path) -> None:
    import datasets

    datasets.disable_progress_bars()
    with tempfile.TemporaryDirectory() as cache:
        found = datasets.Dataset.from_parquet(str(folder / "imported" / "transitions.parquet"), columns=COLUMNS, cache_dir=cache)
        seen: set[int] = set()

        def wanted(row: dict[str, Any]) -> bool:
            key = hash((row["user_prompt"], row["response"]))
            fresh = key not in seen and row["improvement_label"] == "improved"
            seen.add(key)
            return fresh

        chosen = found.filter(wanted, load_from_cache_file=False)
        assert sum(len(row["response"]) for row in chosen) > 0


def command(*words: str) -> None:
    from eft import data

    with contextlib.redirect_stdout(io.StringIO()):
        assert data.main(words) == 0


STEPS: dict[str, Callable[[Path], None]] = {
    "import": lambda folder: command("import", str(folder / "trace.jsonl"), f"out={folder / 'imported'}"),
    "inspect": lambda folder: command("inspect", str(folder / "imported")),
    "leaks": lambda folder: command("leaks", str(folder / "imported")),
    "select": select,
    "table": table,
    "datasets": hugging_face,
    "build": lambda folder: command("build", str(folder / "run"), f"out={folder / 'built'}"),
}


def measure(step: str, folder: Path) -> dict[str, float]:
    """CPU seconds, wall seconds and peak MiB of one step in a fresh process."""
    start = time.monotonic()
    done = subprocess.run([sys.executable, __file__, "step", step, str(folder)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{step}: {done.stderr[-2000:]}")
    return {**json.loads(done.stdout.splitlines()[-1]), "wall_s": round(time.monotonic() - start, 1)}


def run_step(step: str, folder: Path) -> None:
    """Child process: do the step, say what it took."""
    STEPS[step](folder)
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({"cpu_s": round(used.ru_utime + used.ru_stime, 2), "peak_mib": round(used.ru_maxrss / 1024, 1)}))


def slopes(found: dict[str, dict[int, dict[str, float]]]) -> dict[str, float]:
    """MiB per 1,000 more rows between the smallest and the largest size."""
    out = {}
    for step, by_size in found.items():
        low, high = min(by_size), max(by_size)
        out[step] = round((by_size[high]["peak_mib"] - by_size[low]["peak_mib"]) / max(1, high - low) * 1000, 3)
    return out


def rows_of(found: dict[str, dict[int, dict[str, float]]]) -> list[Row]:
    """Ours against each rival of `select`, memory and CPU at every size."""
    rows = []
    for rival in ("table", "datasets"):
        for size in found[rival]:
            for what, unit in (("peak_mib", "MiB"), ("cpu_s", "s")):
                one, two = found["select"][size][what], found[rival][size][what]
                ratio = round(two / one, 3)
                kind = "peak memory" if unit == "MiB" else "CPU"
                rows.append(
                    Row(f"select, {size:,} rows, {kind}", one, two, f"{rival} (exact duplicates only)", unit, ratio, ratio, ratio, 1)
                )
    return rows


def main() -> None:
    """Measure every step at every size, print, write benchmarks/results/data.json after each size."""
    given = dict(word.split("=", 1) for word in sys.argv[1:])
    found: dict[str, dict[int, dict[str, float]]] = {step: {} for step in STEPS}
    for size in map(int, given.get("sizes", "25000,50000,100000").split(",")):
        with tempfile.TemporaryDirectory(dir=given.get("folder")) as name:
            folder = Path(name)
            make_trace(folder / "trace.jsonl", size)
            row_bytes = (folder / "trace.jsonl").stat().st_size / size
            make_run(folder / "run", size)
            for step in STEPS:
                took = found[step][size] = measure(step, folder)
                rate = f"{took['cpu_s']:>8.2f} s CPU  {size / took['cpu_s']:>8.0f} rows/s"
                print(f"{step:>9} {size:>8,} rows  {took['peak_mib']:>8.1f} MiB peak  {rate}", flush=True)
        steps = {step: {str(size): took for size, took in by_size.items()} for step, by_size in found.items()}
        write("data", rows_of(found), bytes_per_record=round(row_bytes), mib_per_1000_rows=slopes(found), steps=steps)
    print(show(rows_of(found)))
    print("MiB per 1,000 rows:", slopes(found))


if __name__ == "__main__":
    if sys.argv[1:2] == ["step"]:
        run_step(sys.argv[2], Path(sys.argv[3]))
    else:
        main()
