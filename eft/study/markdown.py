"""The tables of a study as Markdown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from eft.study.cells import Cell

if TYPE_CHECKING:
    from eft.experiment import Settings

OVERVIEW = (
    ("area", "area"), ("at_5", "p@5"), ("at_20", "p@20"), ("at_40", "p@40"), ("at_100", "p@100"),
)  # fmt: skip
MECHANISM = (
    ("valid", "valid"),
    ("improving", "improving"),
    ("regressing", "regressing"),
    ("distinct", "distinct"),
    ("best_of", "best of all"),
)


def markdown(
    settings: Settings,
    answers: Sequence[Mapping[str, Any]],
    overview: Mapping[str, Sequence[Mapping[str, Any]]],
    found: Mapping[str, Sequence[Cell]],
    paid: Mapping[str, Sequence[Mapping[str, Any]]],
) -> str:
    """The whole page."""
    parts = [f"# {settings.title or 'Results'}", WHAT]
    for question in answers:
        parts.append(_question(question, settings))
    for name, arms in overview.items():
        parts.append(_arms(name, arms, found[name]))
        if paid.get(name):
            parts.append(_payback(paid[name]))
    return "\n\n".join(parts) + "\n"


WHAT = (
    "Made by `eft experiment`; the numbers come from `cells/`. Intervals are 95 % bootstrap intervals over families and training seeds, drawn "
    "independently of each other. p: two-sided, of the bootstrap; Holm: adjusted over all secondary questions. Exploratory rows are not tested. "
    "Detectable: the difference that this design would find with a chance of 80 %, from the width of its own interval."
)


def _question(question: Mapping[str, Any], settings: Settings) -> str:
    measure = {
        "area": f"area of progress over attempts 1..{question['to']}",
        "at": f"progress after {question['to']} attempts",
        "end": "progress at the end of the search",
    }.get(question["measure"], f"{question['measure']} (edits of fixed parents)")
    lines = [f"## {question['title']}", f"{question['role'].capitalize()}. Measure: {measure}.", ""]
    lines += [
        "| difference | mean [95 %] | IQM [95 %] | p | Holm | detectable | families > 0 | seeds > 0 |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in question["rows"]:
        tested = question["role"] != "exploratory"
        cells = [
            f"{row['arm']} − {row['other']}", _interval(row["mean"], row["low"], row["high"]), _interval(*row["iqm"]),
            f"{row['p']:.3g}" if tested else "–", f"{row['p_holm']:.3g}" if row["p_holm"] is not None else "–", f"{row['detectable']:.3f}",
            _above(row["by_family"]), _above(row["by_seed"]),
        ]  # fmt: skip
        lines.append("| " + " | ".join(cells) + " |")
    for row in question["rows"]:
        if question["role"] == "confirmatory":
            low, high = row["inner"]
            verdict = "equivalent" if row["equivalent"] else "not shown to be equivalent"
            lines += ["", f"Equivalence within ±{settings.margin:g}: {verdict} (90 % interval [{low:+.4f}, {high:+.4f}])."]
            lines += ["", "By family: " + ", ".join(f"{name} {value:+.3f}" for name, value in row["by_family"].items()) + "."]
    return "\n".join(lines)


def _arms(name: str, arms: Sequence[Mapping[str, Any]], rows: Sequence[Cell]) -> str:
    seeds = ", ".join(str(cell.seed) for cell in rows)
    lines = [f"## Arms of `{name}`", f"Training seeds {seeds}; measured on {'; '.join(sorted({cell.hardware for cell in rows}))}.", ""]
    shown = [(key, label) for key, label in OVERVIEW if key in arms[0]]
    lines += [_row(["arm", *(label for _, label in shown), "valid", "reach 0.5 (median attempt)"]), _row(["---"] * (len(shown) + 3))]
    for arm in arms:
        half = arm["reached"]["0.5"]
        median = "–" if half["median"] is None else f"{half['median']:.0f}"
        levels = [_level(arm[key]) for key, _ in shown]
        lines.append(_row([arm["arm"], *levels, f"{100 * arm['search_valid']:.0f} %", f"{100 * half['share']:.0f} % ({median})"]))
    stages = [key for key in arms[0] if key.startswith("improving_")]
    lines += _edits(arms, stages) if "valid" in arms[0] else _best(arms)
    costs = ("attempts", "evaluations", "tokens_in", "tokens_out", "generate_s", "cpu_s")
    lines += ["", _row(["per search", *(key.replace("_", " ") for key in costs)]), _row(["---"] * (1 + len(costs)))]
    lines += [_row([arm["arm"], *(f"{arm['per_search'][key]:g}" for key in costs)]) for arm in arms]
    steps: dict[str, float] = defaultdict(float)
    for cell in rows:
        for step, seconds in cell.seconds.items():
            steps["/".join(step.split("/")[:2])] += seconds / len(rows)  # the runs of an arm at test time together
    lines += ["", "Seconds of a step, mean over training seeds: " + ", ".join(f"{k} {v:.0f}" for k, v in steps.items()) + "."]
    lines += [
        "",
        f"![progress by attempt]({name}.svg) ![lead by attempt]({name}-lead.svg) ![profile]({name}-profile.svg) ![targets reached]({name}-reached.svg)",
    ]
    return "\n".join(lines)


def _edits(arms: Sequence[Mapping[str, Any]], stages: Sequence[str]) -> list[str]:
    lines = ["", _row(["edits of fixed parents", *(label for _, label in MECHANISM), *(f"improving, {key[10:]}" for key in stages)])]
    lines.append(_row(["---"] * (1 + len(MECHANISM) + len(stages))))
    lines += [_row([arm["arm"], *(_level(arm[key]) for key in (*(k for k, _ in MECHANISM), *stages))]) for arm in arms]
    return lines


def _best(arms: Sequence[Mapping[str, Any]]) -> list[str]:
    """Best score of each task over all searches (mean progress over searches)."""
    lines = ["", _row(["best score (mean p)", *(arm["arm"] for arm in arms)]), _row(["---"] * (1 + len(arms)))]
    for task in arms[0]["best"]:
        found = [arm["best"][task] for arm in arms]
        lines.append(_row([task, *(f"{one['score']:.12g} ({one['mean']:.3f})" if one["score"] is not None else "–" for one in found)]))
    return lines


def _payback(rows: Sequence[Mapping[str, Any]]) -> str:
    lines = [
        "Paid back: attempts after which an arm has the mean progress that the other ends with, seconds (generation and CPU of judging) that a search "
        "saves by stopping there, and the number of searches after which what making the arm cost more (collection, training) has been saved.",
        "",
        _row(["arm", "other", "attempts [95 %]", "seconds saved a search", "seconds invested", "searches"]),
        _row(["---"] * 6),
    ]
    for row in rows:
        invested, searches = "as many", "–"
        if row["invested_s"] is not None:
            invested, searches = f"{row['invested_s']:.0f}", "never" if row["searches"] is None else f"{row['searches']:.0f}"
        first, low, high = ("never" if row[key] is None else f"{row[key]}" for key in ("reached", "reached_low", "reached_high"))
        lines.append(_row([row["arm"], row["other"], f"{first} [{low}, {high}]", f"{row['saved_s']:.1f}", invested, searches]))
    return "\n".join(lines)


def _row(values: Sequence[str]) -> str:
    return "| " + " | ".join(values) + " |"


def _level(value: Mapping[str, float]) -> str:
    return f"{value['mean']:.3f} [{value['low']:.3f}, {value['high']:.3f}]"


def _interval(mean: float, low: float, high: float) -> str:
    return f"{mean:+.4f} [{low:+.4f}, {high:+.4f}]"


def _above(means: Mapping[Any, float]) -> str:
    return f"{sum(value > 0 for value in means.values())} of {len(means)}"
