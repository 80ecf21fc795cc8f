"""Applying edits: where they fit, where they must not, and what the model is told."""

from __future__ import annotations

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from eft.text.edit import MAX_PROGRAM_CHARS, Applied, EditError, EditFailure, apply, parse, splice

SOURCE = """\
import math


def solve(n):
    # EVOLVE-BLOCK-START
    total = 0
    for i in range(n):
        total += i
    for j in range(n):
        total += j
    # EVOLVE-BLOCK-END
    return total
"""


def block(search: str, replace: str) -> str:
    body = f"{replace}\n" if replace else ""
    return f"<<<<<<< SEARCH\n{search}\n=======\n{body}>>>>>>> REPLACE\n"


def done(reply: str, source: str = SOURCE) -> Applied:
    return apply(parse(reply), source)


def failure(reply: str, source: str = SOURCE) -> EditError:
    with pytest.raises(EditError) as caught:
        done(reply, source)
    return caught.value


def test_an_exact_block() -> None:
    applied = done("Start at one.\n" + block("    total = 0", "    total = 1"))
    assert applied == Applied(SOURCE.replace("total = 0", "total = 1"), "Start at one.", False)


def test_the_change_is_derived_when_nobody_says_it() -> None:
    assert done(block("    total = 0", "    total = 1")).change == "total = 0 → total = 1"


def test_deletion_and_later_blocks_that_see_earlier_ones() -> None:
    reply = (
        block("    for j in range(n):\n        total += j", "")
        + block("    total = 0", "    best = 0")
        + block("    best = 0", "    total = 7")
    )
    assert done(reply).source == SOURCE.replace("    for j in range(n):\n        total += j\n", "").replace("total = 0", "total = 7")


def test_all_or_nothing() -> None:
    assert failure(block("    total = 0", "    total = 1") + block("    absent", "    x")).reason is EditFailure.NOT_FOUND


def test_a_deeper_or_shallower_search_is_found_and_the_replacement_moves_with_it() -> None:
    applied = done(block("for i in range(n):\n    total += i", "for i in range(n):\n    if i:\n        total -= i"))
    assert applied.tolerant
    assert "    for i in range(n):\n        if i:\n            total -= i\n    for j" in applied.source
    deep = done(block("            for i in range(n):\n                total += i", "            total += n"))
    assert deep.tolerant
    assert "    total = 0\n    total += n\n    for j" in deep.source


def test_trailing_space_and_blank_edges_are_tolerated_and_recorded() -> None:
    applied = done(block("\n    total = 0  \n", "\n    total = 1\n"))
    assert applied.tolerant
    assert applied.source == SOURCE.replace("total = 0", "total = 1")


def test_an_exact_place_beats_a_tolerant_one() -> None:
    source = SOURCE.replace("    total = 0\n", "    total = 0 \n    if n:\n        total = 0\n    total = 0\n")
    applied = done(block("    total = 0", "    total = 5"), source)
    assert not applied.tolerant
    assert applied.source == source.replace("    total = 0\n    for", "    total = 5\n    for")


def test_uneven_indentation_is_not_guessed() -> None:
    assert failure(block("for i in range(n):\n        total += i", "pass")).reason is EditFailure.NOT_FOUND


def test_two_places_are_ambiguous_and_named() -> None:
    error = failure(block("        total += i", "    x"), SOURCE.replace("+= j", "+= i"))
    assert error.reason is EditFailure.AMBIGUOUS
    assert "lines 8, 10" in error.detail


def test_overlapping_places_are_ambiguous_too() -> None:
    source = SOURCE.replace("    total = 0\n", "    total = 0\n" * 3)
    assert failure(block("    total = 0\n    total = 0", "    total = 1"), source).reason is EditFailure.AMBIGUOUS


def test_an_empty_search_is_ambiguous() -> None:
    assert failure(block("", "    x = 1")).reason is EditFailure.AMBIGUOUS
    assert failure(block("  \n\n", "    x = 1")).reason is EditFailure.AMBIGUOUS


def test_the_same_line_outside_does_not_make_it_ambiguous() -> None:
    source = SOURCE.replace("import math", "import math\n# note").replace("    total = 0", "# note\n    total = 0")
    applied = done(block("# note", "# other"), source)
    assert applied.source == source.replace("# note\n    total", "# other\n    total")


@pytest.mark.parametrize(
    ("search", "replace"),
    [
        ("import math", "import os"),
        ("    return total", "    return 1"),
        ("    # EVOLVE-BLOCK-END\n    return total", "    return total"),
        ("    total = 0", "    total = 0\n    # EVOLVE-BLOCK-END\n    import os\n    # EVOLVE-BLOCK-START"),
        ("    total = 0", "    total = 0\n    # EVOLVE-BLOCK-END"),
    ],
)
def test_the_outside_is_protected(search: str, replace: str) -> None:
    assert failure(block(search, replace)).reason is EditFailure.OUTSIDE_BLOCK


def test_markers_may_be_quoted_unchanged() -> None:
    applied = done(block("    # EVOLVE-BLOCK-START\n    total = 0", "    # EVOLVE-BLOCK-START\n    total = 9"))
    assert applied.source == SOURCE.replace("total = 0", "total = 9")


def test_not_found_names_the_nearest_lines() -> None:
    error = failure(block("    totel = 0", "    x = 0"))
    assert error.reason is EditFailure.NOT_FOUND
    assert "6:     total = 0" in error.detail


def test_unchanged_unparsable_too_long() -> None:
    assert failure(block("    total = 0", "    total = 0")).reason is EditFailure.UNCHANGED
    error = failure(block("    total = 0", "    total = = 0"))
    assert (error.reason, "line 6" in error.detail) == (EditFailure.UNPARSABLE, True)
    assert failure(block("    total = 0", "    total = " + "9" * MAX_PROGRAM_CHARS)).reason is EditFailure.TOO_LONG
    assert failure(block("    total = 0", "    total = " + "(" * 3000)).reason is EditFailure.UNPARSABLE
    assert failure(block("    total = 0", "    total = '\0'")).reason is EditFailure.UNPARSABLE
    assert failure(block("    total = 0", "    total = " + "-" * 50_000 + "1")).reason is EditFailure.UNPARSABLE


def test_strange_literals_give_no_warning() -> None:
    assert done(block("    total = 0", "    total = len('\\d') - 2")).source


@pytest.mark.parametrize(
    "source",
    [
        SOURCE.replace("    # EVOLVE-BLOCK-START\n", ""),
        SOURCE.replace("    # EVOLVE-BLOCK-END\n", ""),
        SOURCE.replace("EVOLVE", "X"),
        SOURCE.replace("    total = 0\n", "    # EVOLVE-BLOCK-START\n"),
    ],
)
def test_a_program_without_sound_markers_is_not_edited(source: str) -> None:
    assert failure(block("    total += i", "    x"), source).reason is EditFailure.NO_MARKERS


def test_a_directive_is_no_edit() -> None:
    assert failure("BACKTRACK").reason is EditFailure.NO_EDIT


def fenced(program: str) -> str:
    return f"All new.\n```python\n{program}\n```"


INSIDE = "    total = n * (n - 1)"
NEW = SOURCE[: SOURCE.index("    total = 0")] + INSIDE + "\n" + SOURCE[SOURCE.index("    # EVOLVE-BLOCK-END") :]


@pytest.mark.parametrize(
    ("program", "tolerant"),
    [
        (NEW, False),
        (NEW.replace("\n\n\n", "  \n\n\n"), True),
        (f"    # EVOLVE-BLOCK-START\n{INSIDE}\n    # EVOLVE-BLOCK-END", False),
        (NEW.replace("    # EVOLVE-BLOCK-START\n", "").replace("    # EVOLVE-BLOCK-END\n", ""), False),
        (INSIDE, False),
    ],
)
def test_full_programs(program: str, tolerant: bool) -> None:
    assert done(fenced(program)) == Applied(NEW, "All new.", tolerant)


def test_a_full_program_may_not_touch_the_outside() -> None:
    assert failure(fenced(NEW.replace("return total", "return 0"))).reason is EditFailure.OUTSIDE_BLOCK
    assert failure(fenced(NEW.replace("    # EVOLVE-BLOCK-END\n", ""))).reason is EditFailure.OUTSIDE_BLOCK
    assert failure(fenced(NEW + "# EVOLVE-BLOCK-START\n# EVOLVE-BLOCK-END")).reason is EditFailure.OUTSIDE_BLOCK
    assert failure(fenced("def solve(n):\n    return 3")).reason in (EditFailure.UNPARSABLE, EditFailure.OUTSIDE_BLOCK)


def test_two_blocks_of_one_program() -> None:
    source = "# EVOLVE-BLOCK-START\na = 1\n# EVOLVE-BLOCK-END\nb = 2\n# EVOLVE-BLOCK-START\nc = 3\n# EVOLVE-BLOCK-END\n"
    assert done(block("c = 3", "c = 4"), source).source == source.replace("c = 3", "c = 4")
    assert failure(block("b = 2", "b = 4"), source).reason is EditFailure.OUTSIDE_BLOCK
    assert (
        failure(block("a = 1\n# EVOLVE-BLOCK-END\nb = 2", "a = 1\n# EVOLVE-BLOCK-END\nb = 3"), source).reason is EditFailure.OUTSIDE_BLOCK
    )
    assert done(fenced(source.replace("c = 3", "c = 4")), source).source == source.replace("c = 3", "c = 4")


LINE = st.sampled_from(["a = 1", "b = 2", "", "    c = 3", "if a:", " d", "\td", "e ", "# EVOLVE", "é = '…'"])


@given(st.lists(LINE, max_size=8), st.lists(LINE, max_size=8), st.data())
def test_a_unique_stretch_is_replaced_by_anything(inside: list[str], new: list[str], data: st.DataObject) -> None:
    low = data.draw(st.integers(0, len(inside)))
    high = data.draw(st.integers(low, len(inside)))
    search = inside[low:high]
    assume(any(line.strip() for line in search))
    assume(sum(inside[k : k + len(search)] == search for k in range(len(inside))) == 1)
    source = "\n".join(["head", "# EVOLVE-BLOCK-START", *inside, "# EVOLVE-BLOCK-END", "tail"])
    expected = "\n".join(["head", "# EVOLVE-BLOCK-START", *inside[:low], *new, *inside[high:], "# EVOLVE-BLOCK-END", "tail"])
    assume(expected != source)
    reply = "\n".join(["<<<<<<< SEARCH", *search, "=======", *new, ">>>>>>> REPLACE"])
    applied = splice(parse(reply), source)
    assert (applied.source, applied.tolerant) == (expected, False)


@given(
    st.text(max_size=80),
    st.lists(st.sampled_from(["total = 0", "    total = 0", "=======", "x", "# EVOLVE-BLOCK-END", "\x00"]), max_size=5).map("\n".join),
)
@example("", "\ud800")
def test_apply_raises_nothing_else(search: str, replace: str) -> None:
    try:
        edit = parse(f"<<<<<<< SEARCH\n{search}\n=======\n{replace}\n>>>>>>> REPLACE")
        applied = apply(edit, SOURCE)
    except EditError:
        return
    assert applied.source.startswith("import math\n\n\ndef solve(n):\n    # EVOLVE-BLOCK-START\n")
    assert applied.source.endswith("    # EVOLVE-BLOCK-END\n    return total\n")


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    ("source_line", "search"),
    [
        ("a", "a\n" * 29_000 + "b"),
        ("", "x\n" * 400_000),
        ("  a", "a\n" * 20_000),
        ("ab" * 40, "ba" * 60 + "\n" + "ab" * 60),
        ("a", "\n" * 500_000 + "a"),
    ],
)
def test_a_hostile_search_ends_in_bounded_time(source_line: str, search: str) -> None:
    count = 59_000 // (len(source_line) + 1)
    source = "# EVOLVE-BLOCK-START\n" + f"{source_line}\n" * count + "# EVOLVE-BLOCK-END\n"
    with pytest.raises(EditError):
        splice(parse(f"<<<<<<< SEARCH\n{search}\n=======\nx\n>>>>>>> REPLACE"), source)


def test_only_python_is_checked_for_its_syntax() -> None:
    source = "// EVOLVE-BLOCK-START\nint f(void) { return 1; }\n// EVOLVE-BLOCK-END\n"
    edit = parse("Two.\n<<<<<<< SEARCH\nint f(void) { return 1; }\n=======\nint f(void) { return 2; }\n>>>>>>> REPLACE")
    assert apply(edit, source, ".c").source == source.replace("1", "2")
    with pytest.raises(EditError) as caught:
        apply(edit, source)
    assert caught.value.reason is EditFailure.UNPARSABLE
