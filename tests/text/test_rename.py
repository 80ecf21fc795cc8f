"""Other names for a program's variables: the renamed edit makes of the renamed parent the renamed child."""

from __future__ import annotations

import ast
import keyword
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from eft.text.blocks import region
from eft.text.diff import diff_edit
from eft.text.edit import EditError, apply, parse
from eft.text.rename import NAMES, renamed, renamed_example, renamed_reply, renaming

SOURCE = """\
import math


def solve(n, seed=0, objective=None):
    # EVOLVE-BLOCK-START
    def draw(low):
        return [low for _ in range(n)]

    x = draw(0)
    text, sum = "value", max(x, key=lambda item: item + math.e)
    value: float = objective(x, value=1)
    best = x.best
    # EVOLVE-BLOCK-END
    return best
"""
REPLY = """\
Take x twice.
<<<<<<< SEARCH
    x = draw(0)
=======
    x = draw(0) * 2
    step = len(x)
>>>>>>> REPLACE
And x stays."""


def test_only_what_the_block_alone_names_gets_another_name() -> None:
    # n, seed, objective, solve, math: named around the block; best: returned there; value: a keyword; sum, max, range, len: builtins; _: a soft keyword
    names = renaming(SOURCE, REPLY, random.Random(0))
    assert sorted(names) == ["draw", "item", "low", "text", "x"]
    assert len(set(names.values())) == 5
    assert not set(names.values()) & {"n", "seed", "objective", "best", "x", "step", "value"}


def test_a_word_in_a_string_keeps_the_variable_of_that_name() -> None:
    quoted = SOURCE.replace('"value"', '"value of x"')
    assert "x" not in renaming(quoted, REPLY, random.Random(0))


def test_new_names_stand_nowhere_in_prompt_or_answer_and_half_are_listed() -> None:
    text = " ".join(NAMES[20:])
    found = [name for seed in range(200) for name in renaming(SOURCE, text, random.Random(seed)).values()]
    listed = [name for name in found if name in NAMES]
    assert {*listed} == {*NAMES[:20]} - {"n", "x", "e"}  # named in the program
    assert 0.4 < len(listed) / len(found) < 0.6
    assert all(name.isidentifier() and not keyword.iskeyword(name) for name in found)
    assert len({*found} - {*NAMES}) > 200  # several hundred made words


def test_made_words_take_over_when_the_list_is_used_up() -> None:
    names = renaming(SOURCE, " ".join(NAMES), random.Random(0))
    assert len({*names.values()}) == 5
    assert not {*names.values()} & {*NAMES}


def test_attributes_and_parts_of_words_stay() -> None:
    assert renamed("x.x = xx + x  # x.value, x2, 1e5", {"x": "y", "e5": "z", "value": "w"}) == "y.x = xx + y  # y.value, x2, 1e5"


def test_sentences_around_the_edit_stay() -> None:
    assert (
        renamed_reply(REPLY, {"x": "spot", "draw": "make"})
        == """\
Take x twice.
<<<<<<< SEARCH
    spot = make(0)
=======
    spot = make(0) * 2
    step = len(spot)
>>>>>>> REPLACE
And x stays."""
    )


def test_the_program_is_renamed_in_prompt_and_reply_alike() -> None:
    prompt = f"task: x of any\nprogram:\n{region(SOURCE)}\nmarks: ="
    names = renaming(SOURCE, prompt + REPLY, random.Random(3))
    found = renamed_example(prompt, REPLY, SOURCE, random.Random(3))
    assert found == (
        f"task: x of any\nprogram:\n{renamed(region(SOURCE), names)}\nmarks: =",
        renamed_reply(REPLY, names),
        renamed(SOURCE, names),
    )
    assert "x = " not in found[1]


@pytest.mark.parametrize("changed", [{"prompt": "another program"}, {"reply": f"Take x twice.\n```python\n{SOURCE}```"}])
def test_an_example_that_cannot_be_renamed_as_a_whole_stays(changed: dict[str, str]) -> None:
    texts = {"prompt": f"program:\n{region(SOURCE)}", "reply": REPLY, "program": SOURCE} | changed
    assert renamed_example(**texts, rng=random.Random(0)) == tuple(texts.values())


def test_no_names_for_programs_without_blocks_or_sense() -> None:
    assert renaming("x = 1\n", "", random.Random(0)) == {}
    assert renaming(SOURCE.replace("x = draw(0)", "x = = 1"), "", random.Random(0)) == {}


def _parses(source: str) -> bool:
    try:
        ast.parse(source)
    except SyntaxError:
        return False
    return True


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_the_renamed_edit_makes_the_renamed_child(make_transitions: Callable[..., dict[str, Any]], number: int, seed: int) -> None:
    row = make_transitions(number)
    parent, child = row["parent_code"], row["child_code"]
    assume(parent != child and _parses(parent) and _parses(child))
    reply = diff_edit(parent, child, "A change.")
    names = renaming(parent, reply, random.Random(seed))
    assert names
    assert apply(parse(renamed_reply(reply, names)), renamed(parent, names)).source == renamed(child, names)
    back = {new: old for old, new in names.items()}
    assert renamed(renamed(child, names), back) == child
    assert ast.dump(ast.parse(renamed(child, names))) != ast.dump(ast.parse(child))


def test_an_edit_that_does_not_fit_does_not_fit_renamed() -> None:
    reply = REPLY.replace("    x = draw(0)\n=", "    x = draw(1)\n=")
    names = renaming(SOURCE, reply, random.Random(0))
    for text, program in ((reply, SOURCE), (renamed_reply(reply, names), renamed(SOURCE, names))):
        with pytest.raises(EditError) as caught:
            apply(parse(text), program)
        assert caught.value.reason == "not_found"


def test_names_leave_out_those_of_the_unseen_seed_programs() -> None:
    folder = Path(__file__).parents[2] / "configs" / "starts" / "names"
    words = {
        node.id for file in folder.glob("*.txt") for node in ast.walk(ast.parse(f"if 1:\n{file.read_text()}")) if isinstance(node, ast.Name)
    }
    assert {"record", "trial", "cost"} <= words
    assert not words & {*NAMES}
