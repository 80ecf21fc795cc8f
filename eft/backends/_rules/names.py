"""Whether a program reads a name before it is set: the check that keeps deletions and crossovers runnable."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterable

from eft.backends._rules.outline import parse_quietly

KNOWN = frozenset({"rng", "size", "objective", "math", "random", "seed", "np", "numpy"})  # set by the skeleton around the block


def undefined(region: str, known: Iterable[str] = KNOWN) -> set[str]:
    """Names read before any assignment on a walk from top to bottom (both branches of an `if` count as taken)."""
    tree = parse_quietly(textwrap.dedent(region).strip("\n"))
    if tree is None:
        return {"(not Python)"}
    have = {*known, *_BUILTINS}
    missing: set[str] = set()
    for node in tree.body:
        _walk(node, have, missing)
    return missing


_BUILTINS = frozenset(dir(__builtins__) if not isinstance(__builtins__, dict) else __builtins__)


def _walk(node: ast.AST, have: set[str], missing: set[str]) -> None:
    """Evaluation order matters only for comprehensions, loops and assignments: values first, targets after."""
    if isinstance(node, ast.Name):
        if isinstance(node.ctx, ast.Load):
            if node.id not in have:
                missing.add(node.id)
        else:
            have.add(node.id)
        return
    if isinstance(node, ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp):
        inner = set(have)
        parts: list[ast.AST] = [child for part in node.generators for child in (part.iter, part.target, *part.ifs)]
        for child in (*parts, *((node.key, node.value) if isinstance(node, ast.DictComp) else (node.elt,))):
            _walk(child, inner, missing)
        return
    if isinstance(node, ast.Import | ast.ImportFrom):
        have |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}
        return
    if isinstance(node, ast.Lambda):
        _walk(node.body, {*have, *(argument.arg for argument in node.args.args)}, missing)
        return
    if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name) and node.target.id not in have:
        missing.add(node.target.id)
    for child in _ordered(node):
        _walk(child, have, missing)


def _ordered(node: ast.AST) -> Iterable[ast.AST]:
    if isinstance(node, ast.Assign):
        return (node.value, *node.targets)
    if isinstance(node, ast.For):
        return (node.iter, node.target, *node.body, *node.orelse)
    return ast.iter_child_nodes(node)
