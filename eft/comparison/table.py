"""Measurements of all arms → one table with intervals, as data and as text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import Any

from eft.comparison.anytime import Curve
from eft.comparison.one_step import Sample
from eft.statistics import Interval, area_under, leave_one_out, mean_interval, paired_interval, proportion, values_at, won_tied_lost

Group = tuple[str, ...]
Value = dict[Group, float]  # one number per (family, task, seed) or (family, task, parent)


def family(task: str) -> str:
    """`domain/family` of a task id."""
    return "/".join(task.split("/")[:2])


def per_search(curves: Sequence[Curve], measure: Callable[[Curve], float]) -> Value:
    """One number per search."""
    return {(family(c.task), c.task, str(c.seed)): measure(c) for c in curves}


def per_parent(samples: Sequence[Sample], measure: Callable[[Sample], float]) -> Value:
    """Mean over the samples of each parent."""

    def key(sample: Sample) -> Group:
        return (family(sample.task), sample.task, sample.parent)

    out: Value = {}
    for group, members in groupby(sorted(samples, key=key), key=key):
        values = [measure(sample) for sample in members]
        out[group] = sum(values) / len(values)
    return out


def level(values: Value) -> Interval:
    """Mean of an arm with its interval over searches or parents."""
    return mean_interval(list(values.values()))


def difference(arm: Value, other: Value) -> dict[str, Any]:
    """Paired difference arm − other where both were measured: over pairs, over families, and how it hangs on single families."""
    keys = sorted(set(arm) & set(other))
    gains = [arm[key] - other[key] for key in keys]
    out: dict[str, Any] = {"pairs": show(paired_interval(gains)), "families": show(paired_interval(gains, keys))}
    out["won_tied_lost"] = list(won_tied_lost(gains, 1e-9))
    if (left := leave_one_out(gains, keys)) is not None:
        out["leave_one_out"] = [left.low, left.high]
        out["carried_by"] = list(left.carried_by)
    return out


def show(interval: Interval) -> dict[str, Any]:
    """An interval as plain data."""
    return {"mean": interval.mean, "low": interval.low, "high": interval.high, "n": interval.n, "note": interval.note}


MEASURES: tuple[tuple[str, str], ...] = (
    ("area", "area of best progress p over the attempts (main number)"),
    ("closed_area", "area of the share closed from the seed program to the best known value"),
    ("improving", "share of edits of fixed parents that improve them"),
    ("valid", "share of edits of fixed parents that give a scored program"),
)


def measures(samples: Sequence[Sample], curves: Sequence[Curve], attempts: int) -> dict[str, Value]:
    """All paired measures of one arm."""
    return {
        "area": per_search(curves, lambda c: area_under(c.progress, attempts)),
        "closed_area": per_search([c for c in curves if c.closed], lambda c: area_under(c.closed, attempts)),
        "improving": per_parent(samples, lambda s: float(s.label == "improved")),
        "valid": per_parent(samples, lambda s: float(s.valid)),
    }


def describe(samples: Sequence[Sample], curves: Sequence[Curve], attempts: int, points: Sequence[int]) -> dict[str, Any]:
    """One arm by itself."""
    values = measures(samples, curves, attempts)
    children = [s.child for s in samples if s.child]
    failures: dict[str, int] = {}
    for sample in samples:
        if sample.failure:
            failures[sample.failure] = failures.get(sample.failure, 0) + 1
    stages = sorted({s.stage for s in samples})
    out: dict[str, Any] = {name: show(level(values[name])) for name, _ in MEASURES}
    out["valid_wilson"] = show(proportion(sum(s.valid for s in samples), len(samples)))
    out["regressing"] = show(level(per_parent(samples, lambda s: float(s.label == "regressed"))))
    out["distinct"] = len({(s.parent, s.child) for s in samples if s.child}) / len(children) if children else None
    out["by_stage"] = {st: _share([s for s in samples if s.stage == st]) for st in stages}
    out["by_family"] = {f: _share([s for s in samples if family(s.task) == f]) for f in sorted({family(s.task) for s in samples})}
    out["failures"] = dict(sorted(failures.items(), key=lambda item: -item[1]))
    out["points"] = {str(p): show(level(per_search(curves, partial(_value_at, p)))) for p in points}
    out["search_valid"] = sum(c.valid for c in curves) / max(1, sum(c.attempts for c in curves))
    out["backtracks"] = _backtracks(curves)
    out["tokens_per_reply"] = sum(s.tokens_out for s in samples) / max(1, len(samples))
    return out


def _value_at(point: int, curve: Curve) -> float:
    return values_at(curve.progress, [point])[0]


def _share(samples: Sequence[Sample]) -> float:
    return sum(s.label == "improved" for s in samples) / max(1, len(samples))


def _backtracks(curves: Sequence[Curve]) -> dict[str, dict[str, int]]:
    out: dict[str, dict[str, int]] = {}
    for curve in curves:
        for who, count in curve.backtracks.items():
            entry = out.setdefault(who, {"taken": 0, "paid": 0})
            entry["taken"] += count
            entry["paid"] += curve.paid.get(who, 0)
    return out


def text(result: Mapping[str, Any]) -> str:
    """The table that people read."""
    arms: Mapping[str, Any] = result["arms"]
    width = max(len(name) for name in arms)
    points = list(next(iter(arms.values()))["points"])
    lines = [
        f"One edit of {result['parents']} fixed held-out parents × {result['samples']} samples, judged on {result['fresh_seeds']} fresh seeds",
        f"  {'arm':{width}}  {'valid':>6}  {'improving [95 %]':>22}  {'regressing':>10}  {'distinct':>8}  weak/mid/good",
    ]
    for name, arm in arms.items():
        stages = "/".join(f"{100 * arm['by_stage'].get(stage, 0):.0f}" for stage in ("weak", "mid", "good"))
        distinct = "-" if arm["distinct"] is None else f"{100 * arm['distinct']:.0f} %"
        lines.append(
            f"  {name:{width}}  {percent(arm['valid']):>6}  {percents(arm['improving']):>22}  "
            f"{percent(arm['regressing']):>10}  {distinct:>8}  {stages} %"
        )
    lines += [
        "",
        f"Search from the seed program: progress p of the champion, re-scored on fresh seeds ({result['tasks']} tasks × {result['seeds']} seeds)",
        f"  {'arm':{width}}  {'area [95 %]':>26}  " + "  ".join(f"{'@' + p:>7}" for p in points) + "  closed area  valid",
    ]
    for name, arm in arms.items():
        cells = "  ".join(number(arm["points"][p]["mean"], 7) for p in points)
        closed, valid = number(arm["closed_area"]["mean"], 11), f"{100 * arm['search_valid']:.0f} %"
        lines.append(f"  {name:{width}}  {interval(arm['area']):>26}  {cells}  {closed}  {valid:>5}")
    lines += ["", "Paired differences [95 %], bootstrap over pairs; in braces over whole families"]
    for name, found in result["differences"].items():
        lines.append(f"  {name}")
        for measure, _ in MEASURES:
            d = found[measure]
            won, tied, lost = d["won_tied_lost"]
            carried = f"; carried by {', '.join(d['carried_by'])}" if d.get("carried_by") else ""
            braces = interval(d["families"]).partition(" ")[2] or "-"
            lines.append(f"    {measure:12} {interval(d['pairs']):>26}  {{{braces}}}  won {won} tied {tied} lost {lost}{carried}")
    lines += [f"  {measure}: {label}" for measure, label in MEASURES]
    for name, arm in arms.items():
        for who, entry in arm["backtracks"].items():
            lines.append(f"  {name}: went back {entry['taken']} times by {who}; the child beat the abandoned tip {entry['paid']} times")
    return "\n".join([*lines, "", *reading(result)])


def reading(result: Mapping[str, Any]) -> list[str]:
    """What the main differences mean, in words that follow from the intervals alone."""
    lines = []
    for name, found in result["differences"].items():
        for measure, label in (("area", "search (area of p)"), ("improving", "single edits (improving rate)")):
            d = found[measure]
            low, high = d["families"]["low"], d["families"]["high"]
            pairs = d["pairs"]
            if pairs["low"] is None:
                verdict = "not measurable here"
            elif pairs["low"] > 0:
                verdict = "better over these pairs" + (
                    " and over families" if low is not None and low > 0 else ", not certain over families"
                )
            elif pairs["high"] < 0:
                verdict = "worse over these pairs" + (
                    " and over families" if high is not None and high < 0 else ", not certain over families"
                )
            else:
                verdict = "no difference shown (the interval covers 0)"
            lines.append(f"{name}, {label}: {verdict}")
    return lines


def number(value: float | None, width: int) -> str:
    """A signed number, or a dash."""
    return f"{'-':>{width}}" if value is None else f"{value:>{width}.3f}"


def interval(data: Mapping[str, Any], digits: int = 4) -> str:
    """`+0.012 [-0.001, +0.025]`."""
    return Interval(data["mean"], data["low"], data["high"], data["n"], note=data["note"]).text(digits)


def percent(data: Mapping[str, Any]) -> str:
    """`87.2 %`."""
    return "-" if data["mean"] is None else f"{100 * data['mean']:.1f} %"


def percents(data: Mapping[str, Any]) -> str:
    """`22.4 % [18.2, 26.9]`."""
    if data["low"] is None:
        return percent(data)
    return f"{percent(data)} [{100 * data['low']:.1f}, {100 * data['high']:.1f}]"
