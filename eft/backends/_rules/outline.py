"""Reading a search program into pieces with roles, whatever edits have made of it, and writing the pieces back.

The skeleton is: lines before the loop, `while objective.left …:`, the move, `new = objective(y)`, acceptance, the rest. A
program without such a loop has no outline; `rules` then edits its lines and constants only.
"""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from eft.text.edit import syntax_tree

SCALARS = ("step", "temp", "rate", "k")
AUXILIARY = frozenset({*SCALARS, "start_left", "stale", "pool", "past", "i", "minimize"})
_NAME = re.compile(r"\b[A-Za-z_]\w*")
_ASSIGN = re.compile(r"\s*((?:[A-Za-z_]\w*)(?:\s*,\s*[A-Za-z_]\w*)*)\s*([+\-*/]|//|\*\*)?=(?!=)")
_IMPORT = re.compile(r"from [\w.]+ import (\w+(?:, \w+)*)")


@dataclass(frozen=True, slots=True)
class Piece:
    """Consecutive lines (one statement, indentation relative to its level) and what they are for."""

    role: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """A search program: pieces before the loop, the loop's head line, pieces of its body, pieces after it; `pad` in front of all."""

    before: tuple[Piece, ...]
    head: str
    body: tuple[Piece, ...]
    after: tuple[Piece, ...]
    pad: str

    def text(self) -> str:
        """The region's source."""
        inner = self.pad + "    "
        lines = [*_indented(self.before, self.pad), self.pad + self.head, *_indented(self.body, inner), *_indented(self.after, self.pad)]
        return "\n".join(lines)

    def pieces(self) -> Iterator[Piece]:
        """All pieces in order, without the loop's head."""
        yield from self.before
        yield from self.body
        yield from self.after

    def has(self, *roles: str) -> bool:
        """Whether some piece of the loop has one of the roles."""
        return any(piece.role in roles for piece in self.body)


def _indented(pieces: Iterable[Piece], pad: str) -> Iterator[str]:
    return (pad + line if line else line for piece in pieces for line in piece.lines)


def parse_quietly(source: str) -> ast.Module | None:
    """The syntax tree, or None if `source` is not Python."""
    try:
        return syntax_tree(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError, SystemError):
        return None


def read(region: str) -> Outline | None:
    """The outline of an editable region; None without a top-level `while` over `objective.left` that evaluates each round."""
    text = textwrap.dedent(region).strip("\n")
    first = next((line for line in region.split("\n") if line.strip()), "")
    tree = parse_quietly(text)
    if tree is None:
        return None
    lines = text.split("\n")
    loops = [node for node in tree.body if isinstance(node, ast.While) and "objective.left" in lines[node.lineno - 1]]
    if len(loops) != 1 or loops[0].orelse:
        return None
    loop = loops[0]
    at = tree.body.index(loop)
    body = _split(lines, loop.body, loop.lineno)
    if not any(role_of(piece, True) == "evaluate" for piece in body):
        return None
    before = tuple(Piece(role_of(lines, False), lines) for lines in _split(lines, tree.body[:at], 0))
    after = tuple(Piece("other", lines) for lines in _split(lines, tree.body[at + 1 :], loop.end_lineno or loop.lineno))
    pad = first[: len(first) - len(first.lstrip())]
    return Outline(before, lines[loop.lineno - 1].strip(), _roles(body), after, pad)


def _split(lines: list[str], statements: list[ast.stmt], at: int) -> list[tuple[str, ...]]:
    """Lines of each statement, with the comments and blank lines above it, dedented to its level."""
    found = []
    for node in statements:
        end = node.end_lineno or node.lineno
        shift = node.col_offset
        found.append(tuple(line[shift:] if line[:shift].isspace() or not shift else line.lstrip() for line in lines[at:end]))
        at = end
    return [piece for piece in found if piece]


def _roles(body: list[tuple[str, ...]]) -> tuple[Piece, ...]:
    """Roles of the loop's pieces. Before the evaluation an unknown piece belongs to the move; after it, it is `other`."""
    found: list[Piece] = []
    evaluated = False
    for lines in body:
        role = role_of(lines, True)
        if role == "evaluate":
            evaluated = True
        elif not evaluated and role not in ("scalar", "choose", "sample"):
            role = "move"
        found.append(Piece(role, lines))
    return tuple(found)


@lru_cache(maxsize=8192)
def role_of(lines: tuple[str, ...], in_loop: bool) -> str:
    """What a statement is for, from what it assigns and reads."""
    writes = names(lines)[0]
    text = "\n".join(lines)
    head = lines[-1] if len(lines) == 1 else next((line for line in lines if line and not line.startswith("#")), lines[0])
    if not in_loop:
        if "objective(" in text and head.startswith("for "):
            return "sample"
        return "start" if writes == {"x"} else "scalar" if writes and writes <= AUXILIARY else "other"
    if head.startswith("new = objective("):
        return "evaluate"
    if head.startswith(("value, x =", "x, value =")):
        return "choose"
    if head.startswith("if "):
        return _branch_role(head, writes, text)
    if writes and writes <= {*SCALARS, "stale"}:
        return "scalar"
    return "keep" if writes and writes <= {"pool", "past"} else "move" if writes & {"y"} else "other"


def _branch_role(head: str, writes: frozenset[str], text: str) -> str:
    if "best" in writes and "x" not in writes:
        return "best"
    if "objective(y)" in text or "objective(d)" in text:
        return "retry"
    if "x" in writes:
        return "accept" if "x, value = y, new" in text else "restart"
    return "move" if "y" in writes else "other"


@lru_cache(maxsize=8192)
def names(lines: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
    """Names that the lines assign plainly, and names that they mention otherwise (an augmented assignment does both)."""
    writes: set[str] = set()
    reads: set[str] = set()
    for line in lines:
        code = line.split("#", 1)[0]
        found = _ASSIGN.match(code)
        if found:
            targets = set(_NAME.findall(found[1]))
            writes |= targets
            code = code[found.end() :]
            if found[2]:
                reads |= targets
        elif (imported := _IMPORT.fullmatch(code.strip())) is not None:
            writes |= set(_NAME.findall(imported[1]))
            continue
        elif code.lstrip().startswith("for ") and " in " in code:
            target, _, code = code.lstrip()[4:].partition(" in ")
            writes |= set(_NAME.findall(target))
        reads |= set(_NAME.findall(code))
    return frozenset(writes), frozenset(reads)


def pieces_of(lines: Sequence[str], in_loop: bool = True, role: str = "") -> tuple[Piece, ...]:
    """Lines of a fragment as pieces: a line without indentation starts one."""
    groups: list[list[str]] = []
    for line in lines:
        if groups and line.startswith((" ", "else:", "elif ")):
            groups[-1].append(line)
        else:
            groups.append([line])
    return tuple(Piece(role or role_of(tuple(group), in_loop), tuple(group)) for group in groups)


def swap(body: Sequence[Piece], at: int, new: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces with the one at `at` replaced."""
    return (*body[:at], *new, *body[at + 1 :])


def where(body: Sequence[Piece], *roles: str) -> list[int]:
    """Places of the pieces that have one of the roles."""
    return [k for k, piece in enumerate(body) if piece.role in roles]


def judged(body: Sequence[Piece]) -> int:
    """Place right after the evaluation and its second trials."""
    return where(body, "evaluate", "retry")[-1] + 1


def indent(lines: Sequence[str]) -> tuple[str, ...]:
    """The lines one level deeper."""
    return tuple("    " + line for line in lines)
