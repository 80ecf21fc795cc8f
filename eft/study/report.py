"""Tables and figures of a study, from the cells that are there."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from eft.runs import write_atomic
from eft.statistics import interquartile_mean
from eft.study import cells, measures
from eft.study.cells import Cell
from eft.study.crossed import effect, grid, holm, resample
from eft.study.figures import anytime, lead, profile, reached
from eft.study.markdown import markdown
from eft.study.payback import payback

if TYPE_CHECKING:
    from eft.experiment import Question, Settings

TARGETS = (0.25, 0.5, 0.75)  # of progress, in the anytime tables
POWER = 2.8  # standard errors that a test at 5 % finds with a chance of 80 %: 1.96 + 0.84


def write_report(settings: Settings) -> str:
    """results.json, results.md and four figures for every comparison; returns the Markdown."""
    found = {step.name: read_cells(settings.results, step.name) for step in settings.each if step.measured}
    answers = [answer(settings, question, found[question.step]) for question in settings.questions if found[question.step]]
    tested = {a["key"]: a["p"] for a in answers for a in a["rows"] if a["role"] == "secondary"}
    adjusted = holm(tested)
    for row in (row for one in answers for row in one["rows"]):
        row["p_holm"] = adjusted.get(row["key"])
    overview = {name: [describe(arm, rows, settings) for arm in rows[0].arms] for name, rows in found.items() if rows}
    paid = {step.name: payback(settings, step, found[step.name]) for step in settings.each if found.get(step.name) and not step.arms}
    settings.results.mkdir(parents=True, exist_ok=True)
    for name, rows in found.items():
        if rows:
            write_atomic(settings.results / f"{name}.svg", anytime(rows))
            asked = [q for q in settings.questions if q.step == name and q.measure not in measures.EDITS]
            pairs = dict.fromkeys((q.arm, other) for q in asked for other in q.against)
            write_atomic(settings.results / f"{name}-lead.svg", lead(rows, list(pairs)))
            write_atomic(settings.results / f"{name}-profile.svg", profile(rows))
            write_atomic(settings.results / f"{name}-reached.svg", reached(rows))
    text = markdown(settings, answers, overview, found, paid)
    data = {"title": settings.title, "questions": answers, "arms": overview, "payback": paid}
    write_atomic(settings.results / "results.json", (json.dumps(rounded(data), indent=1) + "\n").encode())
    write_atomic(settings.results / "results.md", text.encode())
    return text


def read_cells(results: Path, step: str) -> list[Cell]:
    """All cells of a comparison, by training seed."""
    return sorted((cells.read(file) for file in (results / "cells").glob(f"{step}-*.json")), key=lambda cell: cell.seed)


def answer(settings: Settings, question: Question, rows: Sequence[Cell]) -> dict[str, Any]:
    """One question: an effect per rival."""
    out: list[dict[str, Any]] = []
    for other in question.against:
        one, rival = (measures.of_question(rows, question, arm) for arm in (question.arm, other))
        gain = effect(measures.paired(one, rival), settings.draws)
        out.append({
            "key": f"{question.name}: {question.arm} - {other}", "arm": question.arm, "other": other, "role": question.role,
            **asdict(gain), "equivalent": gain.equivalent(settings.margin) if question.measure == "area" else None,
            "detectable": POWER * (gain.high - gain.low) / (2 * 1.96), "iqm": iqm(one, rival, settings.draws),
        })  # fmt: skip
    return {
        "name": question.name,
        "title": question.title,
        "measure": question.measure,
        "to": question.to,
        "role": question.role,
        "rows": out,
    }


def iqm(one: Mapping[Any, float], other: Mapping[Any, float], draws: int) -> list[float]:
    """Difference of interquartile means over all repeats, with its 95 % interval (Agarwal et al. 2021), resampled in pairs."""
    both = np.stack([grid(values).values for values in (one, other)], axis=-1)
    pairs = grid(measures.paired(one, other))
    index = np.arange(pairs.values.size, dtype=np.float64).reshape(pairs.values.shape)
    index[np.isnan(pairs.values)] = np.nan
    flat = both.reshape(-1, 2)

    def difference(drawn: Any) -> Any:
        out = []
        for rows in drawn.reshape(len(drawn), -1):
            chosen = flat[rows[~np.isnan(rows)].astype(np.int64)]
            out.append((interquartile_mean(chosen[:, 0]) or 0.0) - (interquartile_mean(chosen[:, 1]) or 0.0))
        return np.array(out)

    low, high = np.quantile(resample(type(pairs)(pairs.families, pairs.seeds, index), difference, min(draws, 2000)), [0.025, 0.975])
    return [float(difference(index[None])[0]), float(low), float(high)]


def describe(arm: str, rows: Sequence[Cell], settings: Settings) -> dict[str, Any]:
    """One arm by itself: what its edits are like, its curve, and what it cost per search."""
    out: dict[str, Any] = {"arm": arm}
    to = max(len(search.progress) for search in rows[0].arms[arm].searches)
    out["area"] = _level(rows, arm, "area", to, settings)
    for point in (p for p in (5, 10, 20, 40, 100) if p <= to):
        out[f"at_{point}"] = _level(rows, arm, "at", point, settings)
    for name in measures.EDITS if rows[0].arms[arm].edits else ():
        out[name] = _level(rows, arm, name, to, settings)
    for stage in sorted({edit.stage for edit in rows[0].arms[arm].edits}):
        out[f"improving_{stage}"] = _level(rows, arm, "improving", to, settings, (stage,))
    searches = [search for cell in rows for search in cell.arms[arm].searches]
    out["search_valid"] = sum(s.valid for s in searches) / sum(len(s.progress) for s in searches)
    out["reached"] = {str(target): _first(searches, target) for target in TARGETS}
    out["best"] = {task: _best([s for s in searches if s.task == task]) for task in sorted({s.task for s in searches})}
    costs = [cell.arms[arm].cost for cell in rows]
    out["per_search"] = {
        key: round(sum(getattr(c, key) for c in costs) / len(searches), 3)
        for key in ("attempts", "evaluations", "tokens_in", "tokens_out", "generate_s", "cpu_s")
    }
    return out


def _best(searches: Sequence[cells.Search]) -> dict[str, float | None]:
    """The best search of one task, and the mean of all."""
    best = max(searches, key=lambda search: search.progress[-1])
    return {"score": best.score, "progress": best.progress[-1], "mean": sum(s.progress[-1] for s in searches) / len(searches)}


def _level(rows: Sequence[Cell], arm: str, measure: str, to: int, settings: Settings, stages: Sequence[str] = ()) -> dict[str, float]:
    values = {
        (family, cell.seed, repeat): value
        for cell in rows
        for (family, repeat), value in measures.of_arm(cell.arms[arm], measure, to, stages).items()
    }
    found = effect(values, min(settings.draws, 2000))
    return {"mean": found.mean, "low": found.low, "high": found.high}


def _first(searches: Sequence[cells.Search], target: float) -> dict[str, float | None]:
    """Share of searches that reach `target`, and the median attempt at which they do; None if fewer than half do (censored)."""
    at = sorted(next((i + 1 for i, value in enumerate(s.progress) if value >= target), 10**9) for s in searches)
    median = at[(len(at) - 1) // 2]
    return {"share": sum(a < 10**9 for a in at) / len(at), "median": None if median == 10**9 else float(median)}


def rounded(data: Any) -> Any:
    """`data` with ten significant digits: the last bits of a sum depend on the processor, and files that are kept should not."""
    if isinstance(data, dict):
        return {key: rounded(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [rounded(value) for value in data]
    return float(f"{data:.10g}") if isinstance(data, float) else data
