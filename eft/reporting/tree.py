"""How the best program came about: its chain of ancestors as a table, and where it runs in the tree of all programs."""

from __future__ import annotations

from itertools import pairwise

from eft.reporting.figures import BOTTOM, LEFT, MAX_POINTS, RIGHT, Axes, svg
from eft.reporting.html import Html, element, join, line, number, table
from eft.reporting.read import Search
from eft.search.lineage import Individual, chain
from eft.types import Attempt

MAX_CHAIN = 200  # programs of the chain in the table
HEIGHT = 240
MARKS = {"+": "better than all before it", "=": "as good", "-": "behind", "--": "far behind"}


def lineage(search: Search) -> Html | None:
    """The table from the seed program to the best one, and the picture; None if the seed program itself is the best."""
    best = search.tree.best
    if best is None or best.parent is None:
        return None
    nodes = chain(best, MAX_CHAIN)
    by_index = {a.index: a for a in search.attempts}
    cut = best.depth + 1 - len(nodes)
    head = ("", "attempt", "mark", "score", "progress", "tried", "failed", "what changed")
    return join(
        [
            table(head, [_row(node, by_index.get(node.index), search) for node in nodes], words=(0, 2, 7)),
            element("p", f"{cut} programs between the first and the second row are left out. " if cut else "", _marks(), class_="note"),
            picture(search, nodes),
        ]
    )


def _row(node: Individual, attempt: Attempt | None, search: Search) -> tuple[object, ...]:
    change = line(node.change)
    if attempt is not None and attempt.backtrack_to is not None:
        change += f" ({_went_back(attempt, search)})"
    return (
        node.tag,
        node.index if attempt is not None else "seed",
        node.mark,
        number(node.score, 8),
        number(node.progress, 4),
        node.attempts,
        node.failed_count,
        change,
    )


def _went_back(attempt: Attempt, search: Search) -> str:
    ancestor = search.tree.get(attempt.backtrack_to)
    who = {"policy": "the model", "archive": "the archive's rule"}.get(attempt.backtrack_by, line(attempt.backtrack_by, 40))
    return f"after going back to {ancestor.tag if ancestor is not None else 'an ancestor'}, decided by {who}"


def _marks() -> str:
    meaning = "; ".join(f"{mark} {words}" for mark, words in MARKS.items())
    return f"Marks compare with the best before it in the chain: {meaning}. Tried and failed count the attempts made on that program."


def picture(search: Search, nodes: list[Individual]) -> Html:
    """All valid programs by attempt and depth, each joined to its parent, the best one's chain in front; ring: after going back."""
    everyone = [node for a in search.attempts if (node := search.tree.get(a.child)) is not None and node.index == a.index]
    shown = everyone[:MAX_POINTS]
    back = {a.index for a in search.attempts if a.backtrack_to is not None}
    last = max((a.index for a in search.attempts), default=1)
    depth = max((node.depth for node in [*shown, *nodes]), default=1)
    axes = Axes((0.0, float(depth)), (float(max(1, last)), 0.0), height=HEIGHT)  # the seed program on top
    path = {node.id for node in nodes}
    inside = [
        [_edge(axes, node, "edge") for node in shown if node.parent is not None and node.id not in path],
        [_edge(axes, node, "path l0", above) for above, node in pairwise(nodes)],
        [_dot(axes, node, node.id in path, node.index in back) for node in [*shown, *nodes]],
        element("text", "attempt", x=(LEFT + axes.width - RIGHT) / 2, y=HEIGHT - 6, class_="middle"),
        element("text", str(last), x=axes.width - RIGHT, y=HEIGHT - BOTTOM + 24, class_="end"),
        element("text", "seed", x=LEFT - 10, y=axes.y(0) + 4, class_="end"),
        element("text", f"depth {depth}", x=LEFT - 10, y=axes.y(depth) + 4, class_="end"),
    ]
    left_out = f"; the first {len(shown):,} of {len(everyone):,} are drawn" if len(shown) < len(everyone) else ""
    caption = f"{len(everyone) + 1:,} distinct valid programs{left_out}. In colour the line of the best one; rings are programs made after going back."
    return element("figure", svg(inside, "Family tree of all valid programs", axes.width, HEIGHT), element("figcaption", caption))


def _edge(axes: Axes, node: Individual, kind: str, above: Individual | None = None) -> Html:
    parent = above or node.parent
    assert parent is not None
    x0, y0, x1, y1 = axes.x(parent.index), axes.y(parent.depth), axes.x(node.index), axes.y(node.depth)
    return element("path", d=f"M{x0:g} {y0:g}L{x1:g} {y1:g}", class_=kind)


def _dot(axes: Axes, node: Individual, chosen: bool, back: bool) -> Html:
    kind = ("hollow l0" if chosen else "hollow edge") if back else ("f0" if chosen else "faint")
    return element("circle", cx=axes.x(node.index), cy=axes.y(node.depth), r=4 if chosen else 2, class_=kind)
