"""Edits of any text, for programs that are no search skeleton; in Python of constants, comparisons, statements."""

from __future__ import annotations

import ast
import random
import textwrap
from collections.abc import Iterator
from itertools import pairwise

from eft.backends._rules.outline import parse_quietly
from eft.backends._rules.plain import vary_lines

_COMPARE = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!="}
_SIGNS = {"+": "-", "-": "+", "*": "+"}
_FLOATS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0, 20.0, 50.0, 100.0)
_INTS = (0, 1, 2, 3, 4, 5, 6, 8, 10, 20, 50, 100, 200, 500, 1000)


def vary(region: str, rng: random.Random) -> tuple[str, str] | None:
    """(phrase, changed region) of one blind edit; None if the text offers nothing. What is not Python is taken by its lines."""
    text = textwrap.dedent(region)
    tree = parse_quietly(text)
    first = next((line for line in region.split("\n") if line.strip()), "")
    pad = first[: len(first) - len(first.lstrip())]
    if tree is None:
        return vary_lines(region, rng)
    if not tree.body:
        return None
    lines = text.split("\n")
    way = rng.choice(("constant", "constant", "constant", "operator", "delete", "repeat", "swap"))
    done = {"constant": _constant, "operator": _operator}.get(way, _statement)(tree, lines, rng, way)
    if done is None:
        return None
    phrase, changed = done
    return phrase, "\n".join(pad + line if line.strip() else line for line in changed)


_Done = tuple[str, list[str]] | None


def _constant(tree: ast.Module, lines: list[str], rng: random.Random, way: str) -> _Done:
    found = [n for n in ast.walk(tree) if isinstance(n, ast.Constant) and type(n.value) in (int, float) and n.lineno == n.end_lineno]
    if not found:
        return None
    node = rng.choice(found)
    return "Change a constant.", _put(lines, node, _near(node.value, rng))  # type: ignore[arg-type] # int or float as selected


def _near(value: float, rng: random.Random) -> str:
    """A neighbour on a ladder of round numbers, or twice or half of what lies beyond it."""
    ladder = _INTS if isinstance(value, int) else _FLOATS
    if not 0 <= value <= ladder[-1]:
        scaled = value * rng.choice((0.5, 2.0))
        return str(round(scaled)) if isinstance(value, int) else f"{scaled:.6g}"
    near = [step for step in ladder if step != value]
    return str(rng.choice(sorted(near, key=lambda step: abs(step - value))[:4]))


def _operator(tree: ast.Module, lines: list[str], rng: random.Random, way: str) -> _Done:
    places = [(n.left, n.comparators[0], _COMPARE) for n in ast.walk(tree) if isinstance(n, ast.Compare) and len(n.ops) == 1]
    places += [
        (n.left, n.right, _SIGNS) for n in ast.walk(tree) if isinstance(n, ast.BinOp) and isinstance(n.op, ast.Add | ast.Sub | ast.Mult)
    ]
    places = [place for place in places if place[0].end_lineno == place[1].lineno]
    if not places:
        return None
    left, right, table = rng.choice(places)
    row, start, end = right.lineno - 1, left.end_col_offset or 0, right.col_offset
    raw = lines[row].encode()
    between = raw[start:end].decode()
    sign = between.strip(" ()")
    if sign not in table:
        return None
    text = raw[:start] + between.replace(sign, table[sign], 1).encode() + raw[end:]
    return "Change an operator.", [*lines[:row], text.decode(), *lines[row + 1 :]]


def _put(lines: list[str], node: ast.expr, text: str) -> list[str]:
    """The lines with the expression replaced (columns of the tree count bytes)."""
    row = node.lineno - 1
    raw = lines[row].encode()
    return [*lines[:row], (raw[: node.col_offset] + text.encode() + raw[node.end_col_offset :]).decode(), *lines[row + 1 :]]


def _blocks(tree: ast.AST) -> Iterator[list[ast.stmt]]:
    for node in ast.walk(tree):
        for field in ("body", "orelse"):
            block = getattr(node, field, None)
            if isinstance(block, list) and block:
                yield block


def _statement(tree: ast.Module, lines: list[str], rng: random.Random, way: str) -> _Done:
    """A statement less, twice, or after its follower. Only where a statement of the block stays and whole lines move."""
    pairs = [(a, b) for block in _blocks(tree) for a, b in pairwise(block) if a.end_lineno != b.lineno]
    pairs = [(a, b) for a, b in pairs if not isinstance(a, ast.Return | ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef)]
    if not pairs:
        return None
    first, second = rng.choice(pairs)
    a, b, c = first.lineno - 1, first.end_lineno or first.lineno, second.end_lineno or second.lineno
    if way == "delete":
        return "Remove a line.", [*lines[:a], *lines[b:]]
    if way == "repeat":
        return "Do it twice.", [*lines[:b], *lines[a:b], *lines[b:]]
    if isinstance(second, ast.Return):
        return None
    return "Reorder lines.", [*lines[:a], *lines[b:c], *lines[a:b], *lines[c:]]
