"""The page of a comparison: what `compare.json` holds, as tables and as anytime curves.

Any JSON object is shown: each of its keys becomes a part of the page. A list of objects or an object of objects is a table, an
object with mean, low and high an interval, and `curves` (arm -> list of {task, seed, progress}, or arm -> {attempts, mean, low,
high}) a figure.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from eft.reporting.figures import Line, curves
from eft.reporting.html import MISSING, Html, element, folded, line, number, page, section, settings, table
from eft.statistics import Interval, paired_interval
from eft.types import UserError

MAX_BYTES = 200_000_000
MAX_ROWS = 200  # of a table
MAX_COLUMNS = 24
DEPTH = 4
BAND_DRAWS = 1_000  # of the bootstrap behind a band


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


def comparison_page(data: Mapping[str, Any]) -> Html:
    """The whole page."""
    name = str(data.get("title") or "Comparison of arms")
    scalars = {words(key): cell(value) for key, value in data.items() if key != "title" and not isinstance(value, (Mapping, list))}
    parts = [section(words(key), shown(value, key)) for key, value in data.items() if isinstance(value, (Mapping, list)) and value]
    return page(line(name, 120), element("h1", line(name, 120)), settings(scalars) if scalars else None, parts)


def shown(value: Any, key: str = "", depth: int = 0) -> Html:
    """One value of the file as a figure, a table or text."""
    if key == "curves" and (figure := anytime_figure(value)) is not None:
        return figure
    if isinstance(value, list):
        return _rows(value)
    if not isinstance(value, Mapping):
        return element("p", cell(value))
    if interval(value) is not None:
        return element("p", cell(value))
    if value and all(isinstance(inner, Mapping) and interval(inner) is None for inner in value.values()) and _is_flat(value.values()):
        return _rows([{"": name, **inner} for name, inner in value.items()])
    if depth >= DEPTH or not any(isinstance(inner, (Mapping, list)) and interval(inner) is None for inner in value.values()):
        return settings({words(name): cell(inner) for name, inner in list(value.items())[:MAX_ROWS]})
    return element("div", [folded(words(name), shown(inner, name, depth + 1), open_=depth == 0) for name, inner in value.items()])


def _is_flat(rows: Any) -> bool:
    return all(not isinstance(v, (Mapping, list)) or interval(v) is not None for row in rows for v in row.values())


def _rows(rows: Sequence[Any]) -> Html:
    if not rows or not all(isinstance(row, Mapping) for row in rows):
        return element("p", ", ".join(cell(value) for value in rows[:MAX_ROWS]) or MISSING)
    head = list(dict.fromkeys(key for row in rows[:MAX_ROWS] for key in row))[:MAX_COLUMNS]
    text = [i for i, key in enumerate(head) if any(isinstance(row.get(key), str) for row in rows[:MAX_ROWS])]
    body = table([words(key) for key in head], [[cell(row.get(key)) for key in head] for row in rows[:MAX_ROWS]], text)
    left = len(rows) - MAX_ROWS
    return element("div", body, element("p", f"{left} more rows are in the file only.", class_="note") if left > 0 else None)


def cell(value: Any) -> str:
    """A value in a line."""
    if value is None or value == "":
        return MISSING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return number(value, 6)
    if (found := interval(value)) is not None:
        return found.text()
    return line(json.dumps(value) if isinstance(value, (Mapping, list)) else value, 200)


def interval(value: Any) -> Interval | None:
    """The interval that an object with numbers mean, low, high stands for."""
    if not isinstance(value, Mapping) or not {"mean", "low", "high"} <= set(value):
        return None
    ends = [value[key] for key in ("mean", "low", "high")]
    if not all(end is None or _is_number(end) for end in ends):
        return None
    return Interval(*ends, n=int(value["n"]) if _is_number(value.get("n")) else 0, note=line(value.get("note") or "no interval", 60))


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def words(key: object) -> str:
    """A key as people write it."""
    return line(str(key).replace("_", " "), 80)


# --- anytime curves -----------------------------------------------------------------------------------------------------


def anytime_figure(value: Any) -> Html | None:
    """Best progress against attempts, one line per arm; None if `value` does not hold curves."""
    lines = anytime_lines(value) if isinstance(value, Mapping) else []
    if not lines:
        return None
    figure = curves(lines, title="Best progress against attempts", x_label="attempts", y_label="best progress p")
    return element("figure", figure, element("figcaption", "Mean over families, tasks and seeds; bands: bootstrap 95 % intervals."))


def anytime_lines(value: Mapping[str, Any]) -> list[Line]:
    """One line per arm, with its band; arms without curves are left out."""
    return [found for arm, data in value.items() if (found := _arm(line(arm, 40), data)) is not None]


def _arm(name: str, data: Any) -> Line | None:
    if isinstance(data, Mapping) and _numbers(data.get("mean")):
        xs = data["attempts"] if _numbers(data.get("attempts")) else range(1, len(data["mean"]) + 1)
        low, high = (data[key] if _numbers(data.get(key)) and len(data[key]) == len(data["mean"]) else () for key in ("low", "high"))
        return Line(name, list(zip(xs, data["mean"], strict=False)), low, high)
    rows = [r for r in data if isinstance(r, Mapping) and _numbers(r.get("progress"))] if isinstance(data, list) else []
    if not rows or len(rows) != len(data):
        return None
    length = max(len(row["progress"]) for row in rows)
    paths = [(str(row.get("task")).rpartition("/")[0], str(row.get("task")), str(row.get("seed"))) for row in rows]
    found = [
        paired_interval([row["progress"][min(i, len(row["progress"]) - 1)] for row in rows], paths, draws=BAND_DRAWS) for i in range(length)
    ]
    banded = all(f.low is not None for f in found)
    low, high = ([getattr(f, key) for f in found] if banded else () for key in ("low", "high"))
    return Line(name, [(i, f.mean or 0.0) for i, f in enumerate(found, 1)], low, high)


def _numbers(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_is_number, value))
