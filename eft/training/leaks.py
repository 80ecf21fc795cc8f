"""Does training data touch a held-out family? By name, by program, by statement.

Families are held out whole, so a row of one is refused. A program of a training family may still be a copy of a held-out family's
own: it leaks if its syntax tree equals one of the held-out `right/` programs, or holds half of one's distinctive 13-grams of tokens. Every
family's `initial.py` shares one skeleton on purpose, and textbook ladders may share idioms with training families: trees and 13-grams that
occur in any `initial.py` or in a training family's `right/` are common property and do not count. A program with fewer than MIN_GRAMS
distinctive 13-grams is compared by its tree alone. Statements: half of the 13-grams of words of a held-out statement inside a prompt.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

GRAM = 13  # tokens, the length customary in contamination studies (GPT-3 paper, appendix C)
MIN_GRAMS = 20
SHARE = 0.5
TOKEN = re.compile(r"\w+|[^\w\s]")
# Evaluation tasks of the Finch paper and their near copies inside its public data, by name (arXiv 2606.29082 and its data card).
FINCH_EVALUATION = (
    "erdos_min_overlap", "first_autocorr_ineq", "second_autocorr_ineq", "third_autocorr_ineq", "circle_packing", "circle_packing_rect",
    "ahc039", "frontier_cs_167", "affine_transform_2d", "convolve2d_full_fill", "fft_convolution", "convolve_1d", "correlate_1d",
    "polynomial_mixed",
)  # fmt: skip


def grams(text: str) -> frozenset[tuple[str, ...]]:
    """The set of 13-grams of tokens (words and single signs; comments and layout dropped)."""
    tokens = TOKEN.findall(re.sub(r"#.*", "", text))
    return frozenset(zip(*(tokens[i:] for i in range(GRAM)), strict=False))


@cache
def tree(source: str) -> str | None:
    """The syntax tree without layout, comments and docstrings; None if it does not parse."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)  # a candidate's odd escape is its own business
            module = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    for node in ast.walk(module):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
            node.body = body[1:] or [ast.Pass()]  # type: ignore[attr-defined] # only nodes that have a body come here
    return ast.dump(module)


@dataclass
class HeldOut:
    """Index of what must not be learnt from."""

    families: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset(FINCH_EVALUATION)
    trees: dict[str, str] = field(default_factory=dict)  # tree -> where it is from
    programs: dict[str, frozenset[tuple[str, ...]]] = field(default_factory=dict)  # where -> distinctive grams
    statements: dict[str, frozenset[tuple[str, ...]]] = field(default_factory=dict)
    rare: set[tuple[str, ...]] = field(default_factory=set)  # every distinctive gram: without one of them nothing else is looked at
    _known: dict[str, str] = field(default_factory=dict)  # verdict of each program seen

    @staticmethod
    def of(heldout: Iterable[Path], shared: Iterable[Path], statements: dict[str, str], families: Iterable[str]) -> HeldOut:
        """From the programs of held-out families, the programs that are common property, and held-out statements by family."""
        common = [file.read_text(encoding="utf-8") for file in shared]
        common_trees, common_grams = {tree(source) for source in common}, frozenset().union(*map(grams, common))
        index = HeldOut(frozenset(families), statements={family: grams(text) for family, text in statements.items()})
        for file in heldout:
            source, name = file.read_text(encoding="utf-8"), "/".join(file.parts[-4:])
            shape, distinctive = tree(source), grams(source) - common_grams
            index.rare |= distinctive
            if shape is not None and shape not in common_trees:
                index.trees[shape] = name
            if len(distinctive) >= MIN_GRAMS:
                index.programs[name] = distinctive
        return index

    @staticmethod
    def of_suite() -> HeldOut:
        """The suite's own split."""
        from eft.evaluation.tasks import all_tasks

        held, train = all_tasks("heldout"), all_tasks("train")
        folders = {task.folder for task in held}
        rights = [file for folder in sorted(folders) for file in sorted((folder / "right").glob("*.py"))]
        shared = [task.folder / "initial.py" for task in (*held, *train)]
        shared += [file for folder in {t.folder for t in train} - folders for file in sorted((folder / "right").glob("*.py"))]
        return HeldOut.of(rights, sorted(set(shared)), {t.family: t.statement for t in held}, {t.family for t in held})

    def family(self, name: str) -> bool:
        """Whether `name` (family, or a task name of the public data) is held out."""
        return name in self.families or name in self.names or any(name == family.replace("/", "_") for family in self.families)

    def reason(self, family: str, programs: Sequence[str], prompt: str = "") -> str:
        """Why a row leaks, or an empty string."""
        if self.family(family):
            return f"family {family}"
        for source in programs:
            if found := self._program(source):
                return found
        return self._statement(prompt) if prompt else ""

    def _program(self, source: str) -> str:
        if source not in self._known:
            self._known[source] = self._judge(source)
        return self._known[source]

    def _judge(self, source: str) -> str:
        own = grams(source)
        if self.rare.isdisjoint(own):
            return ""
        if (where := self.trees.get(tree(source) or "")) is not None:
            return f"same syntax tree as {where}"
        for where, theirs in self.programs.items():
            if len(own & theirs) >= SHARE * len(theirs):
                return f"near copy of {where}"
        return ""

    def _statement(self, prompt: str) -> str:
        own = grams(prompt)
        for family, theirs in self.statements.items():
            if len(theirs) >= MIN_GRAMS and len(own & theirs) >= SHARE * len(theirs):
                return f"statement of {family}"
        return ""
