"""Other names for a program's own variables: augmentation, so that a small model copies names from the prompt, not from memory.

The renaming is injective, to names that occur nowhere in the example, and never touches what the surroundings of the block name too. So the
renamed edit makes of the renamed parent exactly the renamed child, which does what the child did: labels and gains hold.
"""

from __future__ import annotations

import ast
import builtins
import keyword
import random
import re
from collections.abc import Container, Mapping

from eft.text.blocks import MarkerError, outside, region, spans
from eft.text.edit import DIVIDER, REPLACE, SEARCH, escape, syntax_tree

# None of them stands in configs/starts/names, so that those names remain unseen.
NAMES = """
    a b c d e f g h m n o p q r s t u v w z aa bb cc xs ys zs x0 x1 x2 y0 y1 fa fb fx fy idx pos
    cur cand curr nxt prev last first old fresh base start seed_point here there guess attempt proposal probe sample move change shifted
    state point node sol answer plan layout config design order vec arr seq items choice picks chosen member parent child other mate
    score val energy loss fit fitness merit price level quality result got obj measured target worst top leader elite champion incumbent
    top_score best_score low_score cur_val cand_val old_val new_val best_val best_sol best_x best_y cur_x new_x nx step_size width radius
    scale sigma delta eps heat rate frac share prob rounds turn count tick stale wait limit queue bag group stack memory archive archive_size
    left_part right_part lo hi mid start_at end_at first_at second_at from_at to_at ia ib i1 i2 j1 j2 p1 p2 c1 c2
""".split()  # noqa: SIM905 (a list of 163 strings is no easier to read)
FENCE = "```"
LISTED = 0.5  # share of new names from the list; the others are of several tokens, so that copying them piece by piece is learnt, too
_WORD = re.compile(r"(?<![\w.])[^\W\d]\w*")
_TAKEN = frozenset((*dir(builtins), *keyword.kwlist, *keyword.softkwlist))


def renaming(program: str, text: str, rng: random.Random) -> dict[str, str]:
    """New names for the variables and functions that only the editable blocks of `program` name: half from NAMES, half made of syllables.

    text: prompt and answer, in which the new names must not occur either. Empty for a program that has no blocks or is not Python.
    """
    lines = program.split("\n")
    try:
        around = "\n".join(line for piece in outside(lines, spans(lines)) for line in piece)
        nodes = list(ast.walk(syntax_tree(program)))
    except (MarkerError, SyntaxError, ValueError, RecursionError, MemoryError, SystemError):
        return {}
    strings = " ".join(node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))
    keywords = {node.arg for node in nodes if isinstance(node, ast.keyword) and node.arg}
    kept = {*_words(around), *_words(strings), *keywords, *_TAKEN}
    used = {*_words(program), *_words(text), *kept}
    free = [name for name in NAMES if name not in used]
    rng.shuffle(free)
    names = {}
    for old in sorted(_bound(nodes) - kept):
        names[old] = free.pop() if free and rng.random() < LISTED else _word(rng, used)
        used.add(names[old])
    return names


def renamed(code: str, names: Mapping[str, str]) -> str:
    """`code` with those names for others; attributes stay."""
    return _WORD.sub(lambda found: names.get(found[0], found[0]), code)


def renamed_example(prompt: str, reply: str, program: str, rng: random.Random) -> tuple[str, str, str]:
    """Prompt, reply and program with other names; as they are if the program's editable text does not stand in the prompt, or if the reply is
    a whole program, whose code cannot be told from its sentences."""
    shown = escape(region(program))
    if not shown or shown not in prompt or FENCE in reply:
        return prompt, reply, program
    names = renaming(program, prompt + reply, rng)
    return prompt.replace(shown, renamed(shown, names)), renamed_reply(reply, names), renamed(program, names)


def renamed_reply(reply: str, names: Mapping[str, str]) -> str:
    """A reply of edit blocks: their code with other names, the sentences around them as they are."""
    lines, code = [], False
    for line in reply.split("\n"):
        if line.startswith((SEARCH, REPLACE)):
            code = line.startswith(SEARCH)
        lines.append(renamed(line, names) if code and not line.startswith((SEARCH, DIVIDER)) else line)
    return "\n".join(lines)


def _bound(nodes: list[ast.AST]) -> set[str]:
    found = set()
    for node in nodes:
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name) | ast.FunctionDef(name=name):
                found.add(name)
    return found


def _word(rng: random.Random, used: Container[str]) -> str:
    """One that is not in use, of one to three syllables."""
    while True:
        word = "".join(
            rng.choice("bcdfghjklmnpqrstvwxz") + rng.choice("aeiou") + rng.choice(("", "", *"lmnrstx")) for _ in range(rng.randint(1, 3))
        )
        if word not in used:
            return word


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d]\w*", text))
