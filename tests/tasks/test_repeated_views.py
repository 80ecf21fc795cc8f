"""Objectives run in the sandbox as texts, where nothing of this project can be imported: what families share they repeat, word for word."""

from __future__ import annotations

import ast

import pytest

from eft.evaluation.tasks import read_family

LAWS = ["laws/growth", "laws/kinetics", "laws/oscillator", "laws/stress_strain", "laws/scaling_law"]
CODES = ["codes/binary_code", "codes/constant_weight"]


def methods(family: str) -> dict[str, str]:
    """The text of every method of a family's objective."""
    text = (read_family(family)[0].folder / "objective.py").read_text()
    (view,) = (node for node in ast.parse(text).body if isinstance(node, ast.ClassDef))
    return {node.name: ast.get_source_segment(text, node) or "" for node in view.body if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize(
    ("families", "names"),
    [(LAWS, ["value"]), (LAWS[:-1], ["answer"]), (CODES, ["rotated", "row", "words", "value", "answer"])],
)
def test_what_is_repeated_is_the_same(families: list[str], names: list[str]) -> None:
    first, *others = ({name: methods(family)[name] for name in names} for family in families)
    assert all(first.values())
    assert others == [first] * len(others)
