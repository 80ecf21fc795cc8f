from __future__ import annotations

from pathlib import Path

import pytest

from eft.evaluation.tasks import all_tasks
from eft.training.leaks import HeldOut, grams, tree

SECRET = """def solve(n):
    radii = [1.0 / (2 * n) for _ in range(n)]
    for sweep in range(100):
        for i in range(n):
            radii[i] = min(radii[i] * 1.01, wall(i), *(gap(i, j) - radii[j] for j in range(n) if j != i))
    return {"r": radii}
"""
COMMON = "def solve(n, objective=None):\n    x = [0.5 for _ in range(n)]\n    while objective.left > 0:\n        objective(x)\n    return objective.answer(x)\n"


@pytest.fixture
def heldout(tmp_path: Path) -> HeldOut:
    for name, text in {"secret.py": SECRET, "idiom.py": COMMON, "initial.py": COMMON}.items():
        (tmp_path / name).write_text(text)
    statement = " ".join(f"word{i}" for i in range(60))
    held = [tmp_path / "secret.py", tmp_path / "idiom.py"]
    return HeldOut.of(held, [tmp_path / "initial.py"], {"packing/secret": statement}, {"packing/secret"})


def test_grams_by_hand() -> None:
    assert grams("a b c d e f g h i j k l m n # o") == {tuple("abcdefghijklm"), tuple("bcdefghijklmn")}
    assert grams("too short") == frozenset()


def test_tree_ignores_layout_comments_and_docstrings() -> None:
    assert tree('def f(x):\n    """What."""\n    return (x)\n') == tree("def f( x ):  # c\n    return x\n")
    assert tree("def f(x):\n    return x\n") != tree("def f(y):\n    return y\n")
    assert tree("def f(:") is None


def test_family_by_any_of_its_names(heldout: HeldOut) -> None:
    assert heldout.family("packing/secret")
    assert heldout.family("packing_secret")
    assert heldout.family("erdos_min_overlap")  # an evaluation task of the public data
    assert not heldout.family("packing/open")


def test_copies_are_found(heldout: HeldOut) -> None:
    assert heldout.reason("x/y", [SECRET.replace("    radii = [", "    # mine\n    radii = [")]).startswith("same syntax tree")
    more = SECRET.replace('    return {"r"', '    print("done")\n    return {"radius"')
    assert heldout.reason("x/y", ["", more]).startswith("near copy")


def test_common_idioms_and_unrelated_programs_are_clean(heldout: HeldOut) -> None:
    assert heldout.reason("x/y", [COMMON, COMMON.replace("0.5", "0.25"), "def solve(n):\n    return n\n"]) == ""


def test_statement_inside_a_prompt(heldout: HeldOut) -> None:
    words = [f"word{i}" for i in range(60)]
    assert heldout.reason("x/y", [], "please solve " + " ".join(words[:45])) == "statement of packing/secret"
    assert heldout.reason("x/y", [], "please solve " + " ".join(words[:20])) == ""


def test_suite_split() -> None:
    heldout = HeldOut.of_suite()
    held = {task.family for task in all_tasks("heldout")}
    assert heldout.families == held
    for task in all_tasks("train"):
        assert not heldout.family(task.family)
    for family in {task.family: task for task in all_tasks("train")}.values():
        assert heldout.reason(family.family, [family.initial]) == "", family.family
