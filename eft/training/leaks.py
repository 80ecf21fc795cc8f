"""Does training data touch a held-out family? By name, by program, by statement.

Families are held out whole, so a row of one is refused. A program of a training family may still be a copy of a held-out family's own: it
leaks if its syntax tree equals one of the held-out `right/` programs, or holds half of one's distinctive windows of WINDOW bytes
(about 13 tokens, the length customary in contamination studies: GPT-3 paper, appendix C). Every family's `initial.py` shares one skeleton on purpose,
and textbook ladders may share idioms with training families: what occurs in any `initial.py` or in a training family's `right/` is common
property and does not count. A program with fewer than MIN_WINDOWS distinctive windows is compared by its tree alone. Statements: half
of the windows of a held-out statement inside a prompt, or the fingerprint of one of the public evaluation tasks (`fingerprints.py`), which
programs are searched for too where its words have no other use.
"""

from __future__ import annotations

import ast
import hashlib
import re
import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eft.training.fingerprints import IN_PROGRAMS, named, recognised
from eft.training.sketch import Hashes, distinct, squeezed, windows, without

WINDOW = 48  # bytes without blanks and comments
MIN_WINDOWS = 60
SHARE = 0.5
REMEMBERED = 50_000  # verdicts on programs and system prompts, which come back in row after row
_SIEVE_BITS = 19  # half a megabyte: it stays in the processor's cache
COMMENT = re.compile(r"#[^\n]*")


def grams(program: str) -> Hashes:
    """Windows of a program without comments and layout, in order."""
    return windows(squeezed(COMMENT.sub("", program)), WINDOW)


@lru_cache(1024)
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


class Index:
    """Reference texts by their windows: which of them, and how much of each, a text holds. A sieve of bits answers most texts at once."""

    def __init__(self, references: Mapping[str, Hashes]) -> None:
        """References: their windows, each once."""
        self.names = list(references)
        self.sizes = np.array([len(found) for found in references.values()], np.int64)
        owners = np.repeat(np.arange(len(self.names)), self.sizes)
        hashes = np.concatenate([np.empty(0, np.uint64), *references.values()])
        order = np.argsort(hashes, kind="stable")
        self._hashes, self._owners = hashes[order], owners[order]
        self._sieve = np.zeros(1 << _SIEVE_BITS, np.bool_)
        self._sieve[self._slots(hashes)] = True

    @staticmethod
    def _slots(hashes: Hashes) -> NDArray[np.int64]:
        return (hashes >> np.uint64(64 - _SIEVE_BITS)).view(np.int64)

    def held(self, own: Hashes) -> dict[str, float]:
        """Share of its windows by reference, those with any alone."""
        passing = np.unique(own[self._sieve[self._slots(own)]])
        low, high = np.searchsorted(self._hashes, passing, "left"), np.searchsorted(self._hashes, passing, "right")
        if not (high > low).any():
            return {}
        at = np.concatenate([np.arange(a, b) for a, b in zip(low, high, strict=True)])
        counts = np.bincount(self._owners[at], minlength=len(self.names))
        return {self.names[i]: float(counts[i] / self.sizes[i]) for i in np.flatnonzero(counts)}


@dataclass
class HeldOut:
    """What must not be learnt from. `relatives`: empty unless the split is strict. `remembered`: most verdicts that are kept, by content."""

    families: frozenset[str] = frozenset()
    relatives: Mapping[str, str] = field(default_factory=dict)  # training family -> held-out one that it is kin to; of the strict split
    trees: Mapping[str, str] = field(default_factory=dict)  # tree -> where it is from
    programs: Index = field(default_factory=lambda: Index({}))
    statements: Index = field(default_factory=lambda: Index({}))
    remembered: int = REMEMBERED
    _known: dict[bytes, str] = field(default_factory=dict)

    @staticmethod
    def of(
        heldout: Iterable[Path], shared: Iterable[Path], statements: Mapping[str, str], families: Iterable[str], common: Iterable[str] = ()
    ) -> HeldOut:
        """From programs of held-out families, programs that are common property, held-out statements by family, and `common` ones."""
        theirs = sorted({file.read_text(encoding="utf-8") for file in shared})  # many families share a seed program
        trees = {tree(source) for source in theirs}
        idioms = distinct(*map(grams, theirs))
        found: dict[str, Hashes] = {}
        shapes: dict[str, str] = {}
        for file in heldout:
            source, name = file.read_text(encoding="utf-8"), "/".join(file.parts[-4:])
            found[name] = without(grams(source), idioms)
            shape = tree(source)
            if shape is not None and shape not in trees:
                shapes[shape] = name
        usual = distinct(*(windows(squeezed(text), WINDOW) for text in common))
        texts = {family: without(windows(squeezed(text), WINDOW), usual) for family, text in statements.items()}
        ours = Index({k: v for k, v in texts.items() if len(v) >= MIN_WINDOWS})
        return HeldOut(frozenset(families), trees=shapes, programs=Index(found), statements=ours)

    @staticmethod
    def of_suite(*, strict: bool = False) -> HeldOut:
        """The suite's own split. strict: rows of training families that are kin to held-out ones leak too."""
        from eft.evaluation.tasks import all_tasks, kin

        found = replace(_suite(), _known={})
        found.relatives = {task.family: kin(task) for task in all_tasks("train") if kin(task)} if strict else {}
        return found

    def family(self, name: str) -> bool:
        """Whether `name` (family, or a task name of the public data) is held out."""
        return name in self.families or any(name == family.replace("/", "_") for family in self.families) or named(name)

    def reason(self, family: str, programs: Sequence[str], system: str = "", user: str = "") -> str:
        """Why a row leaks, or an empty string. The statement is the system message, or the user's where there is no other."""
        if self.family(family):
            return f"family {family}"
        if family in self.relatives:
            return f"family {family}, kin to {self.relatives[family]}"
        for source in programs:
            if found := self._remembered(b"program", source):
                return found
        if found := self._remembered(b"statement", system or user):
            return found
        return self._held(user) if system and user else ""

    def _remembered(self, kind: bytes, text: str) -> str:
        key = hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16, key=kind).digest()
        found = self._known.get(key)
        if found is None:
            found = self._program(text) if kind == b"program" else self._statement(text)
            if len(self._known) >= self.remembered:
                self._known.clear()
            self._known[key] = found
        return found

    def _program(self, source: str) -> str:
        if problem := recognised(squeezed(source.lower()), IN_PROGRAMS):
            return f"program of the public evaluation task {problem}"
        held = self.programs.held(grams(source))
        if not held:
            return ""
        if (where := self.trees.get(tree(source) or "")) is not None:
            return f"same syntax tree as {where}"
        sizes = dict(zip(self.programs.names, self.programs.sizes, strict=True))
        near = [where for where, share in held.items() if share >= SHARE and sizes[where] >= MIN_WINDOWS]
        return f"near copy of {near[0]}" if near else ""

    def _statement(self, text: str) -> str:
        if not text:
            return ""
        problem = recognised(squeezed(text.lower()))
        return f"states the public evaluation task {problem}" if problem else self._held(text)

    def _held(self, text: str) -> str:
        found = next((name for name, share in self.statements.held(windows(squeezed(text), WINDOW)).items() if share >= SHARE), "")
        return f"statement of {found}" if found else ""


@cache
def _suite() -> HeldOut:
    """What of the suite's split does not depend on the caller: its programs and statements, read once a process."""
    from eft.evaluation.tasks import all_tasks

    held, train = all_tasks("heldout"), all_tasks("train")
    folders = {task.folder for task in held}
    rights = [file for folder in sorted(folders) for file in sorted((folder / "right").glob("*.*"))]
    shared = [task.folder / f"initial{task.suffix}" for task in (*held, *train)]
    shared += [file for folder in {t.folder for t in train} - folders for file in sorted((folder / "right").glob("*.*"))]
    ours = {t.family: t.statement for t in held}
    return HeldOut.of(rights, sorted(set(shared)), ours, {t.family for t in held}, {t.statement for t in train})
