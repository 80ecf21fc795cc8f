"""Does test-time RL learn? Whole runs of `eft fit` over several seeds, on two cores in minutes to an hour.

    python benchmarks/bench_learning.py base=runs/demo/base [part=practice|test] [seeds=5] [rounds=21] [jobs=2] [folder=DIR]

practice: a training family (max-cut), always from its seed programs, so that a frozen policy stays where it is; the first three rounds
against the last three (every task is in each three twice). test: a held-out task, PUCT over what is found, TTT-Discover's entropic advantages and
KL of 0.1, constrained edits in both arms; the trained policy against the same policy frozen, after the same number of evaluations. Intervals are 95 % bootstrap intervals over seeds (paired in `test`). Runs that
are complete in `folder` are not repeated.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import harness

from eft.search.store import Store
from eft.statistics import paired_interval

ENDS = 3  # rounds at each end
PARTS: Mapping[str, tuple[str, ...]] = {
    "practice": ("module.tasks=graphs/max_cut", "module.archive.capacity=1", "optimizer.lr=1e-3"),
    "test": (
        "module.tasks=packing/circles_in_square/n=26",
        "optimizer.lr=3e-4",
        "module.backend.constrain=true",
        "module.reward.improved=1.0",
        "module.advantage=entropic",
        "module.kl.coef=0.1",
    ),
}
SHARED = ("configs/fit/grpo.yaml", "--quiet", "module.parents=4", "module.group=16", "module.prompting.max_tokens=96", "threads=1")


def main() -> None:
    """Run what is missing, then tabulate."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("settings", nargs="*", help="base=RUN part=practice|test seeds=N rounds=N jobs=N folder=DIR")
    given = dict(word.split("=", 1) for word in parser.parse_args().settings)
    part, seeds, rounds = given.get("part", "practice"), int(given.get("seeds", 5)), int(given.get("rounds", 21))
    folder = Path(given.get("folder", "runs/learning")) / part
    arms = ("trained",) if part == "practice" else ("trained", "frozen")
    wanted = [(arm, seed) for seed in range(seeds) for arm in arms]
    with ThreadPoolExecutor(int(given.get("jobs", 2))) as pool:
        list(pool.map(lambda one: run(part, *one, given["base"], rounds, folder), wanted))
    curves = {arm: [read(folder / f"{arm}{seed}") for seed in range(seeds)] for arm in arms}
    rows = practice(curves["trained"]) if part == "practice" else against_frozen(curves["trained"], curves["frozen"])
    print("\n".join(f"{name:<44} {value:>9.4f} [{low:.4f}, {high:.4f}]" for name, value, low, high in rows))
    record = {
        "name": f"learning_{part}", "commit": harness.commit(), "hardware": harness.hardware(), "seeds": seeds, "rounds": rounds,
        "attempts_per_round": 64, "settings": [*SHARED, *PARTS[part]],
        "rows": [dict(zip(("figure", "value", "low", "high"), row, strict=True)) for row in rows],
        "curves": {arm: [[{k: round(v, 5) for k, v in point.items()} for point in curve] for curve in found] for arm, found in curves.items()},
    }  # fmt: skip
    (harness.RESULTS / f"learning_{part}.json").write_text(json.dumps(record, indent=None, ensure_ascii=False) + "\n")


def run(part: str, arm: str, seed: int, base: str, rounds: int, folder: Path) -> None:
    """One run; a complete one answers at once, a cut one goes on."""
    out = folder / f"{arm}{seed}"
    words = [*SHARED, *PARTS[part], f"model.path={base}", f"seed={seed}", f"module.rounds={rounds}", f"out={out}"]
    words += ["module.frozen=true"] if arm == "frozen" else []
    subprocess.run([sys.executable, "-m", "eft.fit", *words], check=True, stdout=subprocess.DEVNULL)


def read(out: Path) -> list[dict[str, float]]:
    """The figures of each round."""
    names = ("reward", "improving_rate", "edit_rate", "unique_rate", "entropy", "best_score")
    with Store(out / "run.db") as store:
        rounds = [data["figures"] for _, data in store.events("round")]
        name, _, _ = store.searches()[0]
        best: float | None = None
        scores: dict[int, float] = {}
        for attempt in store.attempts(name):
            if attempt.outcome is not None and attempt.outcome.ok and not attempt.outcome.quarantined and attempt.outcome.score is not None:
                best = attempt.outcome.score if best is None else max(best, attempt.outcome.score)
            if best is not None:
                scores[int(attempt.extra.get("round", -1))] = best
    for number, figures in enumerate(rounds):
        figures["best_score"] = scores.get(number, scores.get(number - 1, 0.0))
    return [{key: float(figures.get(key, 0.0)) for key in names} for figures in rounds]  # a frozen policy measures no entropy


def mean(curve: Sequence[Mapping[str, float]], name: str) -> float:
    """Mean of one figure over rounds."""
    return sum(point[name] for point in curve) / len(curve)


def practice(curves: Sequence[Sequence[Mapping[str, float]]]) -> list[tuple[str, float, float, float]]:
    """First and last rounds, and the paired difference."""
    rows: list[tuple[str, float, float, float]] = []
    for name in ("reward", "improving_rate", "edit_rate", "unique_rate"):
        first, last = ([mean(part, name) for part in parts] for parts in ([c[:ENDS] for c in curves], [c[-ENDS:] for c in curves]))
        rows += [_row(f"{name}, first {ENDS} rounds", first), _row(f"{name}, last {ENDS} rounds", last)]
        rows.append(_row(f"{name}, last − first", [b - a for a, b in zip(first, last, strict=True)]))
    return rows


def against_frozen(trained: Sequence[Any], frozen: Sequence[Any]) -> list[tuple[str, float, float, float]]:
    """Best score after a quarter, half and all of the rounds, and the rates over the last half."""
    rows: list[tuple[str, float, float, float]] = []
    count = len(trained[0])
    for at in (count // 4, count // 2, count):
        pair = [[curve[at - 1]["best_score"] for curve in arm] for arm in (trained, frozen)]
        rows += _pair(f"best score after {64 * at} attempts", pair)
    for name in ("reward", "improving_rate", "edit_rate"):
        rows += _pair(f"{name}, last half", [[mean(curve[count // 2 :], name) for curve in arm] for arm in (trained, frozen)])
    return rows


def _pair(name: str, pair: Sequence[Sequence[float]]) -> list[tuple[str, float, float, float]]:
    differences = [a - b for a, b in zip(*pair, strict=True)]
    return [_row(f"{name}: trained", pair[0]), _row(f"{name}: frozen", pair[1]), _row(f"{name}: difference", differences)]


def _row(name: str, values: Sequence[float]) -> tuple[str, float, float, float]:
    found = paired_interval(values)
    assert found.mean is not None
    assert found.low is not None
    assert found.high is not None
    return name, found.mean, found.low, found.high


if __name__ == "__main__":
    main()
