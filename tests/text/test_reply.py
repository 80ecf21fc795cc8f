"""What a reply may say, and that nothing it says raises anything but EditError."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eft.text.edit import Block, Directive, EditError, EditFailure, escape, parse, target

ONE = "<<<<<<< SEARCH\na\n=======\nb\n>>>>>>> REPLACE"


def reason(reply: str) -> EditFailure:
    with pytest.raises(EditError) as caught:
        parse(reply)
    return caught.value.reason


def test_blocks_keep_their_order_and_the_rationale_gives_the_change() -> None:
    edit = parse(f"\n  ## **Swap** the  letters\nbecause\n{ONE}\nand\n<<<<<<< SEARCH\nc\n\n=======\n>>>>>>> REPLACE\n")
    assert edit.blocks == (Block(("a",), ("b",)), Block(("c", ""), ()))
    assert edit.change == "Swap** the letters"


def test_a_fence_around_the_blocks_and_windows_line_ends_are_no_obstacle() -> None:
    assert parse("why\n```diff\n" + ONE + "\n```\n") == parse(("why\n" + ONE).replace("\n", "\r\n"))


@pytest.mark.parametrize("text", ["<think>try\n" + ONE + "</think>", "plan without the opening tag\n" + ONE + "\n</think>\n"])
def test_what_is_thought_is_not_said(text: str) -> None:
    assert parse(text + "BACKTRACK").directive == Directive("backtrack")


def test_reasoning_that_never_ends_is_no_edit() -> None:
    assert reason("<think> hmm " + ONE) is EditFailure.NO_EDIT


@pytest.mark.parametrize(
    ("line", "directive"),
    [
        ("BACKTRACK", Directive("backtrack")),
        ("  `BACKTRACK g3`", Directive("backtrack", "g3")),
        ("**BACKTRACK**: ", None),
        ("BACKTRACK: <p-1.2>.", Directive("backtrack", "p-1.2")),
        ("I think so\nSTAY\n", Directive("stay")),
        ("STAY g3", None),
        ("BACKTRACK to the start please", None),
        ("backtrack", None),
    ],
)
def test_directives(line: str, directive: Directive | None) -> None:
    if directive is None:
        assert reason(line) is EditFailure.NO_EDIT
    else:
        assert parse(line).directive == directive


def test_a_directive_rules_when_it_comes_first_and_an_edit_otherwise() -> None:
    assert parse(f"BACKTRACK g1\n{ONE}").directive == Directive("backtrack", "g1")
    assert parse(f"{ONE}\nBACKTRACK g1").blocks


def test_a_tag_must_be_one_of_the_lineage() -> None:
    assert target(parse("BACKTRACK g1"), ["g0", "g1"]) == "g1"
    assert target(parse("BACKTRACK"), []) is None
    with pytest.raises(EditError, match="unknown_tag: there is no ancestor 'g9'; the lineage has g0, g1"):
        target(parse("BACKTRACK g9"), ["g0", "g1"])


@pytest.mark.parametrize(
    "text",
    [
        "<<<<<<< SEARCH\na\n",
        "<<<<<<< SEARCH\na\n=======\nb",
        "<<<<<<< SEARCH\na\n<<<<<<< SEARCH\nb\n=======\nc\n>>>>>>> REPLACE",
        "<<<<<<< SEARCH\na\n>>>>>>> REPLACE",
        ONE + "\n>>>>>>> REPLACE",
        "```python\nx = 1",
        "nothing",
        "",
    ],
)
def test_malformed_replies_are_no_edit(text: str) -> None:
    assert reason(text) is EditFailure.NO_EDIT


def test_the_only_program_is_taken_and_two_are_ambiguous() -> None:
    assert parse("Better.\n```python\nx = 1\n```\nDone.").program == "x = 1"
    assert parse("````\n```\nx\n```\n````").program == "```\nx\n```"
    assert reason("```\na\n```\n```\nb\n```") is EditFailure.AMBIGUOUS
    marked = "# EVOLVE-BLOCK-START\nb\n# EVOLVE-BLOCK-END"
    assert parse(f"```\na\n```\n```\n{marked}\n```").program == marked


def test_too_long_replies_and_too_many_blocks() -> None:
    assert reason("x" * 1_000_001) is EditFailure.TOO_LONG
    assert reason("\n".join([ONE] * 65)) is EditFailure.TOO_LONG


def test_control_characters_of_a_detail_are_visible() -> None:
    assert escape("a\x1b[2Jb\u202ec\td\r\ne\udc80") == "a\\x1b[2Jb\\u202ec\td\ne\\udc80"
    with pytest.raises(EditError) as caught:
        target(parse("BACKTRACK a"), ["\x1b]0;owned\x07"])
    assert "\x1b" not in caught.value.detail


PARTS = st.sampled_from(
    [
        "<<<<<<< SEARCH",
        "=======",
        ">>>>>>> REPLACE",
        "```",
        "```python",
        "~~~~",
        "<think>",
        "</think>",
        "BACKTRACK",
        "STAY",
        "x",
        "",
        "\x00",
    ]
)


@given(st.one_of(st.text(), st.lists(st.one_of(PARTS, st.text(max_size=5)), max_size=30).map("\n".join)))
def test_any_text_is_an_edit_or_an_edit_error(text: str) -> None:
    try:
        edit = parse(text)
    except EditError as error:
        said = (error.detail, escape(error.detail), len(error.detail) in range(1, 601))
    else:
        said = ("", "", [bool(edit.blocks), edit.program is not None, edit.directive is not None].count(True) == 1)
    assert said[0] == said[1]
    assert said[2]


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "unit",
    [
        "```" + " " * 500 + "!",
        "<" * 1000,
        "`" * 999_990,
        " " * 999_990,
        "\n",
        "=======\n",
        "<<<<<<< SEARCH\n",
        "BACKTRACK " * 9,
        "```\n",
        "*`",
        "</think>",
    ],
)
def test_a_hostile_megabyte_is_read_in_bounded_time(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    try:
        parse(text)
    except EditError:
        return
