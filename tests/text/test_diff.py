"""The canonical reply turns one program into the other, with every SEARCH text found once."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from eft.text.diff import diff_edit
from eft.text.edit import parse, splice

HEAD, TAIL = ["def solve(n):", "    # EVOLVE-BLOCK-START"], ["    # EVOLVE-BLOCK-END", "    return x"]


def program(*lines: str) -> str:
    return "\n".join([*HEAD, *lines, *TAIL])


def test_one_changed_line() -> None:
    reply = diff_edit(program("    x = 1", "    y = 2"), program("    x = 1", "    y = 3"), "Three.")
    assert reply == "Three.\n<<<<<<< SEARCH\n    y = 2\n=======\n    y = 3\n>>>>>>> REPLACE"


def test_an_insertion_takes_the_line_above_as_its_anchor() -> None:
    reply = diff_edit(program("    x = 1", "    y = 2"), program("    x = 1", "    z = 0", "    y = 2"), "Zero.")
    assert reply == "Zero.\n<<<<<<< SEARCH\n    x = 1\n=======\n    x = 1\n    z = 0\n>>>>>>> REPLACE"


def test_search_grows_until_it_is_unique() -> None:
    before = ["    a()", "    x = 1", "    b()", "    x = 1"]
    reply = diff_edit(program(*before), program(*before[:3], "    x = 2"), "Second.")
    assert parse(reply).blocks[0].search == ("    b()", "    x = 1")


def test_distant_changes_are_two_blocks_and_near_ones_one() -> None:
    before = [f"    v{k} = 0" for k in range(6)]
    far = [before[0].replace("0", "1"), *before[1:5], "    v5 = 1"]
    near = [before[0], "    v1 = 1", before[2], "    v3 = 1", *before[4:]]
    assert len(parse(diff_edit(program(*before), program(*far), "c")).blocks) == 2
    assert len(parse(diff_edit(program(*before), program(*near), "c")).blocks) == 1


def test_a_program_without_markers_is_all_block() -> None:
    assert "\n    y = 3\n" in diff_edit("    x = 1\n    y = 2", "    x = 1\n    y = 3", "c")


def test_lines_that_read_as_signs_make_it_a_fenced_program() -> None:
    before = program("    s = '''", "=======", "'''")
    after = program("    s = '''", "```", "'''")
    assert parse(diff_edit(before, after, "c")).program == after
    assert splice(parse(diff_edit(before, program("    s = '''", "=======", "'''", "    x = 1"), "c")), before).source.endswith(
        "x = 1\n" + "\n".join(TAIL)
    )


def test_equal_programs_and_changes_outside_are_refused() -> None:
    with pytest.raises(ValueError, match="equal"):
        diff_edit(program("    x = 1"), program("    x = 1"), "c")
    with pytest.raises(ValueError, match="outside"):
        diff_edit(program("    x = 1"), program("    x = 2").replace("return x", "return 2"), "c")


LINES = st.lists(st.sampled_from(["a = 1", "b = 2", "", "    c = 3", "d()", "# EVOLVE", "=======", "```"]), max_size=9)
BLOCKS = st.lists(st.tuples(LINES, LINES), min_size=1, max_size=3)


@given(BLOCKS)
def test_the_reply_gives_the_child(pairs: list[tuple[list[str], list[str]]]) -> None:
    def text(which: int) -> str:
        parts = [["# EVOLVE-BLOCK-START", *pair[which], "# EVOLVE-BLOCK-END", "a = 1"] for pair in pairs]
        return "\n".join(["a = 1", *(line for part in parts for line in part)])

    before, after = text(0), text(1)
    assume(before != after)
    edit = parse(diff_edit(before, after, "Change."))
    applied = splice(edit, before)
    assert (applied.source, applied.change, applied.tolerant) == (after, "Change.", False)
