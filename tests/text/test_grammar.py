"""The edit grammar of a program, read by a small EBNF interpreter of its own and compared with the rules in plain words."""

from __future__ import annotations

import random
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eft.text.context import Asked
from eft.text.edit import Edit, EditError, EditFailure, apply, parse, splice
from eft.text.grammar import reply_grammar
from eft.text.reply import DIVIDER, REPLACE, SEARCH

EDIT = Asked("edit", "")
PROGRAM = """import random
# EVOLVE-BLOCK-START
def solve(n):
    x = 0

    for k in range(n):
        x += k
    for k in range(n):
        x -= 1
    return x
# EVOLVE-BLOCK-END
print(1)"""


class Ebnf:
    """Literals, classes, groups, | and the marks * + ?: all that the grammar uses. A node maps a start to the set of its ends."""

    def __init__(self, text: str) -> None:
        self.rules: dict[str, Any] = {}
        for line in text.strip().split("\n"):
            name, body = line.split(" ::= ", 1)
            self.rest = re.findall(r'"(?:\\.|[^"\\])*"|\[(?:\\.|[^\]\\])*\]|\w+|[()|*+?]', body)
            self.rules[name] = self._choice()
            assert not self.rest

    def _choice(self) -> Any:
        options = [self._sequence()]
        while self.rest and self.rest[0] == "|":
            self.rest.pop(0)
            options.append(self._sequence())
        return ("choice", options)

    def _sequence(self) -> Any:
        parts = []
        while self.rest and self.rest[0] not in ")|":
            token = self.rest.pop(0)
            if token == "(":
                part = self._choice()
                assert self.rest.pop(0) == ")"
            elif token[0] == '"':
                part = ("text", token[1:-1].encode("latin-1", "backslashreplace").decode("unicode_escape"))
            elif token[0] == "[":
                part = ("class", re.compile(token))
            else:
                part = ("rule", token)
            if self.rest and self.rest[0] in "*+?":
                part = ("repeat", part, self.rest.pop(0))
            parts.append(part)
        return ("sequence", parts)

    def accepts(self, text: str) -> bool:
        seen: dict[tuple[str, int], set[int]] = {}

        def ends(node: Any, at: int) -> set[int]:
            kind, value = node[0], node[1]
            if kind == "text":
                return {at + len(value)} if text.startswith(value, at) else set()
            if kind == "class":
                return {at + 1} if value.match(text, at) else set()
            if kind == "rule":
                if (value, at) not in seen:
                    seen[value, at] = ends(self.rules[value], at)
                return seen[value, at]
            if kind == "choice":
                return {end for option in value for end in ends(option, at)}
            if kind == "sequence":
                places = {at}
                for part in value:
                    places = {end for place in places for end in ends(part, place)}
                return places
            places, new = ({at} if node[2] in "*?" else set()), ends(value, at)
            while new - places:
                places |= new
                new = set() if node[2] == "?" else {end for place in new for end in ends(value, place)}
            return places

        return len(text) in ends(("rule", "root"), 0)

    def write(self, draw: random.Random, letters: str = "ab <>/t=#") -> str:
        """A random sentence."""

        def go(node: Any) -> str:
            kind, value = node[0], node[1]
            if kind == "text":
                return str(value)
            if kind == "class":
                return draw.choice(
                    [letter for letter in letters if value.match(letter)] or [chr(k) for k in range(33, 127) if value.match(chr(k))]
                )
            if kind == "rule":
                return go(self.rules[value])
            if kind == "choice":
                return go(draw.choice(value))
            if kind == "sequence":
                return "".join(go(part) for part in value)
            low, high = {"*": (0, 3), "+": (1, 3), "?": (0, 1)}[node[2]]
            return "".join(go(value) for _ in range(draw.randint(low, high)))

        return go(("rule", "root"))


def grammar(program: str, asked: Asked = EDIT) -> Ebnf:
    text = reply_grammar(asked, program)
    assert text is not None
    return Ebnf(text)


def reply(*blocks: tuple[str, str], rationale: str = "Change it.") -> str:
    parts = [f"{SEARCH}\n{search}\n{DIVIDER}\n{body}{REPLACE}" for search, body in blocks]
    return "\n".join([rationale, *parts])


@pytest.mark.parametrize(
    "text",
    [
        reply(("    x = 0", "    x = 1\n")),
        reply(("    x = 0", "")),
        reply(("    x = 0\n\n    for k in range(n):", "    x = 1\n\n")),
        reply(("    for k in range(n):\n        x += k", "        x += 2\n")),
        reply(("def solve(n):", "def solve(n):\n    # <<< a </ b\n"), ("    return x", "    return 2 * x\n")),
        reply(("    x = 0", "\t <<<< y\n"), rationale="Better start: x=1 < 2, see Test"),
        reply(("    x = 0", "=======\n")),
    ],
)
def test_edits_of_the_program_are_accepted(text: str) -> None:
    assert grammar(PROGRAM).accepts(text)
    parse(text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (reply(("    x = 1", "    x = 2\n")), "no line of the program"),
        (reply(("   x = 0", "    x = 2\n")), "another indentation"),
        (reply(("import random", "import math\n")), "outside the markers"),
        (reply(("# EVOLVE-BLOCK-START", "")), "a marker"),
        (reply(("    for k in range(n):", "    for k in range(2):\n")), "stands twice"),
        (reply(("", "x\n")), "blank"),
        (reply(("    x = 0\n    for k in range(n):", "")), "leaves a line out"),
        (reply(("    return x", ""), ("    x = 0", "")), "goes back up the program"),
        (reply(("    x = 0", ""), ("    x = 0", "")), "the same run twice"),
        (reply(("    x = 0", f"{REPLACE}\n")), "a closing line too many"),
        (reply(("    x = 0", "<<<<< SEARCH\n")), "a block in a block"),
        (reply(("    x = 0", "</think>\n")), "would end the reasoning"),
        (reply(("    x = 0", ""), rationale="BACKTRACK"), "a directive"),
        (reply(("    x = 0", ""), rationale="`STAY`"), "a directive"),
        (reply(("    x = 0", ""), rationale=""), "no rationale"),
        (reply(("    x = 0", ""))[:-1], "not closed"),
        (reply(("    x = 0", "")) + "\n", "something behind"),
        ("Change it.\n", "no block"),
        ("STAY", "not asked for"),
        ("BACKTRACK", "not asked for"),
    ],
)
def test_other_replies_are_not(text: str, why: str) -> None:
    assert not grammar(PROGRAM).accepts(text), why


def test_directives_where_they_are_asked_for() -> None:
    decide = grammar("", Asked("directive", "", tags=("a1", "b2")))
    assert [decide.accepts(text) for text in ("STAY", "BACKTRACK", "BACKTRACK a1", "BACKTRACK b2")] == [True] * 4
    assert not any(decide.accepts(text) for text in ("BACKTRACK c3", "STAY a1", "stay", "", reply(("    x = 0", ""))))
    both = grammar(PROGRAM, Asked("edit", "", tags=("a1",), allow_backtrack=True))
    assert all(both.accepts(text) for text in ("BACKTRACK", "BACKTRACK a1", reply(("    x = 0", ""))))


@pytest.mark.parametrize(
    "program", ["", "\n\n", "a\na", "# EVOLVE-BLOCK-START\n# EVOLVE-BLOCK-END", "# EVOLVE-BLOCK-START\n \n# EVOLVE-BLOCK-END"]
)
def test_programs_without_a_line_that_stands_once(program: str) -> None:
    assert (reply_grammar(EDIT, program) is None) == (program != "a\na")
    if program == "a\na":
        assert grammar(program).accepts(reply(("a\na", "b\n")))
        assert not grammar(program).accepts(reply(("a", "b\n")))


def test_lines_that_read_as_block_signs_are_never_searched_for() -> None:
    program = "x = 1\n=======\ny = 2\n  <<<<<<< SEARCH\nz = 3\n'</think>'\nw = 4\r\nv = 5"
    found = grammar(program)
    assert [found.accepts(reply((line, ""))) for line in program.split("\n")] == [True, False, True, False, True, False, False, True]
    assert not found.accepts(reply(("y = 2\n  <<<<<<< SEARCH\nz = 3", "")))


def test_quotes_backslashes_tabs_and_other_alphabets() -> None:
    program = 'a = "\\n\\t"\n\tb = \'\\\\\'\nc = "ü→\U0001f600"\nd = "\x0c"'
    for line in program.split("\n"):
        assert grammar(program).accepts(reply((line, "e\n")))


def test_the_size_is_linear_in_the_program() -> None:
    def size(count: int) -> int:
        text = reply_grammar(EDIT, "\n".join(f"x{k} = {k % 7}" for k in range(count)))
        assert text is not None
        return len(text)

    assert size(2000) < 2.5 * size(1000)


LINE = st.sampled_from(["a", "b", "  a", "", " ", "=======", "# EVOLVE-BLOCK-START", "# EVOLVE-BLOCK-END"])


def expected(program: str, text: str) -> bool:
    """The rules in plain words, for replies whose rationale is `R` and whose REPLACE lines start with neither < nor >."""
    lines = program.split("\n")
    inside: list[list[str]] = []
    marks = [line for line in lines if line.startswith("# EVOLVE")]
    if marks and marks == ["# EVOLVE-BLOCK-START", "# EVOLVE-BLOCK-END"] * (len(marks) // 2):
        open_ = False
        for line in lines:
            if line == "# EVOLVE-BLOCK-START":
                inside.append([])
                open_ = True
            elif line == "# EVOLVE-BLOCK-END":
                open_ = False
            elif open_:
                inside[-1].append(line)
    else:
        inside = [lines]
    places = {
        tuple(block[i:j]): (number, i, j)
        for number, block in enumerate(inside)
        for i in range(len(block))
        for j in range(i + 1, len(block) + 1)
    }
    stands = [tuple(block[i:j]) for block in inside for i in range(len(block)) for j in range(i + 1, len(block) + 1)]
    found = re.fullmatch(rf"R((?:\n{SEARCH}\n(?:(?!{DIVIDER}\n|{SEARCH}\n)[^\n]*\n)+{DIVIDER}\n(?:(?![<>])[^\n]*\n)*{REPLACE})+)", text)
    if found is None:
        return False
    after = (0, 0)
    for search in re.findall(rf"{SEARCH}\n(.*?)\n{DIVIDER}\n", found[1], re.DOTALL):
        run = tuple(search.split("\n"))
        if stands.count(run) != 1 or not run[0].strip():
            return False
        number, low, high = places[run]
        if (number, low) < after:
            return False
        after = (number, high)
    return True


@settings(max_examples=80, deadline=None)
@given(st.lists(LINE, min_size=1, max_size=8), st.lists(st.tuples(st.integers(0, 7), st.integers(1, 4)), min_size=1, max_size=3))
def test_runs_are_those_of_the_plain_rules(lines: list[str], picks: list[tuple[int, int]]) -> None:
    program = "\n".join(lines)
    searches = ["\n".join(lines[low : low + size]) for low, size in picks if low < len(lines)]
    text = reply(*((search, "r\n") for search in searches), rationale="R")
    rules = reply_grammar(EDIT, program)
    assert (rules is not None and Ebnf(rules).accepts(text)) == expected(program, text)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from(["a", "b", "    c = 1", "", "d = [1,", "<<<", "return x"]), min_size=1, max_size=12), st.integers(0, 10**6))
def test_what_the_grammar_writes_can_be_applied(lines: list[str], seed: int) -> None:
    program = "\n".join(["# EVOLVE-BLOCK-START", *lines, "# EVOLVE-BLOCK-END"])
    rules = reply_grammar(EDIT, program)
    if rules is None:
        return
    found = Ebnf(rules)
    text = found.write(random.Random(seed))
    assert found.accepts(text)
    edit = parse(text)
    assert edit.blocks
    assert not edit.directive
    assert failure(edit, program) in ("", EditFailure.UNCHANGED, *([EditFailure.AMBIGUOUS] if len(edit.blocks) > 1 else []))


def failure(edit: Edit, program: str) -> str:
    """Why the edit cannot be applied; AMBIGUOUS is fair for later blocks, whose run an earlier REPLACE text may repeat."""
    try:
        splice(edit, program)
    except EditError as error:
        return error.reason
    return ""


def test_a_single_block_edit_changes_the_named_run() -> None:
    text = reply(("    x = 0", "    x = 1\n"))
    assert apply(parse(text), PROGRAM).source == PROGRAM.replace("x = 0", "x = 1")
