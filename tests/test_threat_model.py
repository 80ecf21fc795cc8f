"""The page of claims names only cases and tests that there are, and every case of the suite."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hostile import BY_ID

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/threat-model.md").read_text(encoding="utf-8")
WORDS = re.sub(r"`[^`]*`", "", PAGE)  # without code
ELSEWHERE = {109, 110, 111, 113}  # of the jail and the compiler: tests of their own


def named() -> set[str]:
    """Case numbers behind a colon or in brackets: `: 32c, 34-37` or `(26)`; ranges stand for their plain numbers."""
    found: set[str] = set()
    for group in re.findall(r"[:(] ?((?:\d+[a-z]?(?:-\d+[a-z]?)?(?:, )?)+)(?=[ :;,).|]|$)", WORDS):
        for part in filter(None, group.split(", ")):
            first, _, last = part.partition("-")
            plain = first.isdigit() and last.isdigit()
            found |= {*map(str, range(int(first), int(last) + 1))} if plain else {first, last or first}
    return found


def test_every_case_that_the_page_names_exists() -> None:
    assert named() - {str(number) for number in ELSEWHERE} - {*BY_ID} == set()


def test_the_page_names_every_number_of_the_suite_but_the_controls() -> None:
    numbers = {int(re.sub(r"\D", "", name)) for name in named()}
    assert {case.number for case in BY_ID.values()} - numbers - {1, 2, 3, 4, 5} == set()


@pytest.mark.parametrize("reference", sorted({*re.findall(r"`(test_\w+\.py::test_\w+)`", PAGE)}))
def test_every_test_that_the_page_names_exists(reference: str) -> None:
    file, _, name = reference.partition("::")
    assert any(f"def {name}(" in found.read_text(encoding="utf-8") for found in (ROOT / "tests").rglob(file))
