"""Markup that cannot be broken by what it shows: every string is text and gets escaped, unless it is `Html` made here.

A page carries one style element, allowed by its hash; its Content-Security-Policy forbids scripts, images, frames, forms and
every address, so even a mistake in escaping could load or run nothing.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from html import escape as escape_markup
from typing import Any

from eft.reporting.style import STYLE
from eft.text.edit import escape as escape_controls

MAX_LINE_CHARS = 300
MAX_CODE_CHARS = 60_000
MAX_CODE_LINES = 2_000
VOID = frozenset({"meta", "br", "hr"})
MISSING = "–"


class Html(str):
    """Markup made by this package; any other string is text."""

    __slots__ = ()


def text(value: object) -> Html:
    """Text as markup: control, direction and surrogate characters visible, `& < > " '` as entities."""
    return value if isinstance(value, Html) else Html(escape_markup(escape_controls(str(value)), quote=True))


def element(name: str, /, *children: object, **attributes: object) -> Html:
    """`<name attributes>children</name>`. Children: Html, text, numbers, None (nothing) or iterables of these.

    An attribute `class_` is written `class`, `stroke_width` is written `stroke-width`; None leaves it out.
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{text(_plain(value))}"' for key, value in attributes.items() if value is not None
    )
    return Html(f"<{name}{written}>" if name in VOID else f"<{name}{written}>{join(children)}</{name}>")


def join(children: Iterable[object]) -> Html:
    """Children one after the other, iterables flattened."""
    return Html("".join(join(c) if isinstance(c, Iterable) and not isinstance(c, str) else text(c) for c in children if c is not None))


def _plain(value: object) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)  # a plain str: markup in an attribute is text too


def line(value: object, limit: int = MAX_LINE_CHARS) -> str:
    """One line of foreign text, white space folded, cut at `limit` characters."""
    folded = " ".join(str(value)[: 4 * limit].split())
    return folded if len(folded) <= limit else folded[: limit - 1] + "…"


def cut(source: str) -> tuple[str, str]:
    """A program within the limits of a page, and a note of what was left out (or nothing)."""
    kept = "\n".join(source[:MAX_CODE_CHARS].split("\n")[:MAX_CODE_LINES])
    return kept, "" if len(kept) == len(source) else f"cut: {len(kept):,} of {len(source):,} characters shown"


def code(source: str) -> Html:
    """A program as a block, cut to the limits of a page."""
    kept, note = cut(source)
    return join([element("pre", element("code", kept)), element("p", note, class_="note") if note else None])


def number(value: float | None, digits: int = 6) -> str:
    """A number with `digits` significant digits, or a dash."""
    return MISSING if value is None else f"{value + 0.0:.{digits}g}"  # + 0.0: no minus sign before zero


def percent(part: int, whole: int) -> str:
    """A share in percent, or a dash of nothing."""
    return f"{100 * part / whole:.1f} %" if whole else MISSING


def table(head: Sequence[str], rows: Iterable[Sequence[object]], words: Sequence[int] = (0,)) -> Html:
    """A table. Columns whose index is in `words` hold text (left), the others numbers (right)."""

    def kind(index: int) -> str:
        return "text" if index in words else "number"

    top = element("tr", [element("th", title, class_=kind(i), scope="col") for i, title in enumerate(head)])
    body = [element("tr", [element("td", cell, class_=kind(i)) for i, cell in enumerate(row)]) for row in rows]
    return element("div", element("table", element("thead", top), element("tbody", body)), class_="wide")


def settings(data: Mapping[str, Any]) -> Html:
    """A two-column table of names and values."""
    rows = [element("tr", element("th", name, scope="row"), element("td", value)) for name, value in data.items()]
    return element("table", element("tbody", rows), class_="settings")


def section(title: str, *children: object, level: int = 2, id_: str | None = None) -> Html:
    """A headed part of a page."""
    return element("section", element(f"h{level}", title), children, id=id_)


def folded(title: str, *children: object, open_: bool = False) -> Html:
    """A part that opens at a click, without a script."""
    return element("details", element("summary", title), children, open="" if open_ else None)


def page(title: str, *children: object) -> Html:
    """One complete, self-contained document."""
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    head = element(
        "head",
        element("meta", charset="utf-8"),
        Html(f'<meta http-equiv="Content-Security-Policy" content="{policy}">'),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="referrer", content="no-referrer"),
        element("title", title),
        Html(f"<style>{STYLE}</style>"),
    )
    return Html(f'<!doctype html>\n<html lang="en">{head}{element("body", element("main", children))}</html>\n')
