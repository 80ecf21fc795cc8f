"""The page of a comparison: the content of its compare.json as tables, curves and sentences."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from eft.comparison.table import MEASURES, interval, percent, percents, reading
from eft.reporting.figures import Line, curves
from eft.reporting.html import MISSING, Html, element, folded, line, number, page, section, settings, table
from eft.types import UserError

MAX_BYTES = 100_000_000


def read_comparison(file: Path) -> dict[str, Any]:
    """The object in a compare.json; UserError if it is none."""
    try:
        if file.stat().st_size > MAX_BYTES:
            raise UserError(f"{file}: more than {MAX_BYTES} bytes")
        data = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise UserError(f"{file}: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise UserError(f"{file}: not valid JSON ({line(error, 100)}); run eft compare again") from error
    if not isinstance(data, dict):
        raise UserError(f"{file}: expected a JSON object; run eft compare again")
    return data


def comparison_page(result: Mapping[str, Any], file: Path, config: Mapping[str, str]) -> Html:
    """The whole page. UserError naming `file` if something that `eft compare` writes is not in `result`."""
    try:
        return _page(result, config)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UserError(f"{file}: not a comparison ({type(error).__name__}: {line(error, 80)}); run eft compare again") from error


def _page(result: Mapping[str, Any], config: Mapping[str, str]) -> Html:
    title = "compare: " + ", ".join(line(name, 40) for name in result["arms"])
    return page(
        title,
        element("h1", title),
        element("p", _lead(result), class_="lead"),
        section("What the differences say", element("ul", [element("li", sentence) for sentence in reading(result)])),
        section("Paired differences", _differences(result["differences"]), element("p", DIFFERENCES, class_="note")),
        section("Search from the seed program", anytime_figure(result["curves"]), _search_table(result)),
        section("One edit of fixed parents", _edits(result), _failures(result["arms"])),
        section("By family", _by_family(result["arms"])),
        section("Settings", settings(config) if config else element("p", "The folder has no config.yaml."), _tasks(result)),
    )


def _lead(result: Mapping[str, Any]) -> str:
    return (
        f"{result['tasks']} held-out tasks × {result['seeds']} search seeds × {result['attempts']} attempts per arm, and {result['samples']} edits "
        f"of each of {result['parents']} fixed parents. Every verdict is on {result['fresh_seeds']} fresh program seeds that no selection has seen."
    )


DIFFERENCES = (
    "Mean of arm minus other arm on the same task and search seed (or parent). Over pairs: bootstrap of the pairs. Over families: families, "
    "then their tasks, then seeds are resampled, each level weighing its members equally; it speaks of new families, the other interval of "
    "these. Without one family: range of the mean over families when any one is left out. With fewer than about eight families such intervals "
    "are on the narrow side. " + "; ".join(f"{name.replace('_', ' ')}: {what}" for name, what in MEASURES) + "."
)


def _differences(differences: Mapping[str, Any]) -> Html:
    head = (
        "arms",
        "measure",
        "over pairs [95 %]",
        "over families [95 %]",
        "pairs",
        "won",
        "tied",
        "lost",
        "without one family",
        "carried by",
    )
    rows = []
    for arms, measures in differences.items():
        for measure, d in measures.items():
            left = f"{d['leave_one_out'][0]:+.3f} … {d['leave_one_out'][1]:+.3f}" if d.get("leave_one_out") else MISSING
            carried = line(", ".join(d.get("carried_by") or ()) or MISSING)
            what = line(measure.replace("_", " "))
            rows.append(
                (line(arms), what, interval(d["pairs"]), interval(d["families"]), d["pairs"]["n"], *d["won_tied_lost"], left, carried)
            )
    return table(head, rows, words=(0, 1, 9))


def anytime_figure(found: Mapping[str, Any]) -> Html:
    """Best progress against attempts, one line per arm with its band."""
    lines = [
        Line(line(name, 40), list(enumerate(curve["mean"], 1)), tuple(curve["low"]), tuple(curve["high"])) for name, curve in found.items()
    ]
    figure = curves(lines, title="Best program found, by attempt", x_label="attempts", y_label="progress p")
    caption = "Mean over searches of the champion's progress, re-scored on fresh seeds (0: seed program, 1: best known value); band: 95 %."
    return element("figure", figure, element("figcaption", caption))


def _search_table(result: Mapping[str, Any]) -> Html:
    points = list(next(iter(result["arms"].values()))["points"])
    rows = [
        (
            line(name, 40),
            interval(arm["area"]),
            *(number(arm["points"][point]["mean"], 4) for point in points),
            number(arm["closed_area"]["mean"], 4),
            _share(arm["search_valid"]),
            _decisions(arm["backtracks"]),
        )
        for name, arm in result["arms"].items()
    ]
    head = ("arm", "area of p [95 %]", *(f"p at {point}" for point in points), "area of share closed", "valid", "went back: paid / taken")
    return table(head, rows)


def _edits(result: Mapping[str, Any]) -> Html:
    stages = list(dict.fromkeys(stage for arm in result["arms"].values() for stage in arm["by_stage"]))
    rows = [
        (
            line(name, 40),
            percent(arm["valid"]),
            percents(arm["improving"]),
            percent(arm["regressing"]),
            _share(arm["distinct"]),
            *(_share(arm["by_stage"].get(stage)) for stage in stages),
            number(arm["tokens_per_reply"], 3),
        )
        for name, arm in result["arms"].items()
    ]
    head = (
        "arm",
        "valid",
        "improving [95 %]",
        "regressing",
        "distinct",
        *(f"improving {stage} parents" for stage in stages),
        "tokens per reply",
    )
    return table([line(word, 60) for word in head], rows)


def _failures(arms: Mapping[str, Any]) -> Html:
    reasons = list(dict.fromkeys(reason for arm in arms.values() for reason in arm["failures"]))
    rows = [(line(reason, 80), *(arm["failures"].get(reason, 0) for arm in arms.values())) for reason in reasons]
    return folded("Edits that gave no scored program, by reason", table(("reason", *(line(name, 40) for name in arms)), rows))


def _by_family(arms: Mapping[str, Any]) -> Html:
    families = list(dict.fromkeys(family for arm in arms.values() for family in arm["by_family"]))
    rows = [(line(family, 80), *(_share(arm["by_family"].get(family)) for arm in arms.values())) for family in families]
    head = ("improving edits of fixed parents", *(line(name, 40) for name in arms))
    return table(head, rows)


def _tasks(result: Mapping[str, Any]) -> Html:
    ids: Sequence[Any] = result.get("task_ids", ())
    return folded("Held-out tasks", element("ul", [element("li", line(task)) for task in ids]))


def _share(value: float | None) -> str:
    return MISSING if value is None else f"{100 * value:.1f} %"


def _decisions(backtracks: Mapping[str, Any]) -> str:
    return "; ".join(f"{line(who, 40)} {entry['paid']} / {entry['taken']}" for who, entry in backtracks.items()) or MISSING
