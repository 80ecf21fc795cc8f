"""Constrained edits: which tokens may follow so that every SEARCH text is a run of lines of the program and every block closes.

A token-level automaton over a tokenizer's exact texts. Free are the rationale and the REPLACE text, up to lines that would break the grammar
of `eft.text.reply`; the reply ends only after a closed block (or with a directive, where the request allows one). In SEARCH text the
next token must continue a run of lines between the EVOLVE-BLOCK markers as the earlier blocks of the reply have left them, one that
occurs once there if any does. Tokens may span lines. Everything is a function of (tokenizer, program, token ids), so it can be replayed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from eft.text._constrain.machine import DEAD, DIVIDE, Machine, State
from eft.text._constrain.vocabulary import Vocabulary

__all__ = ["Constraint", "Grammar", "Vocabulary", "grammar", "replay"]

Ids = tuple[int, ...]


class Grammar:
    """What all replies to one program share. Immutable but for its memory of answers.

    UserError if the program has no editable line that could be searched for.
    """

    def __init__(self, vocabulary: Vocabulary, program: str, directive: bool = False) -> None:
        self.vocabulary = vocabulary
        self._machine = Machine(program, vocabulary.writable, directive)
        self._own: dict[Any, Ids | None] = {}

    def begin(self) -> State:
        """Before the first token."""
        return self._machine.begin()

    def allowed(self, state: State) -> Ids | None:
        """Ids that may follow, sorted; None: the whole vocabulary. The same object for the same situation."""
        if state.part == "search":
            return self._remember(self._own, state.key(), lambda: self._continuations(state))
        key = (state.key(), self._machine.may_end(state), self._machine.directive)
        if state.opening:  # a token may reach into SEARCH text
            return self._remember(self._own, (state.shown, *key), lambda: self._without_breaks(state))
        return self._remember(self.vocabulary.free, key, lambda: self._without_breaks(state))

    def push(self, state: State, token: int) -> State:
        """ValueError if the token is not allowed."""
        if token in self.vocabulary.ends:
            after = state if self._machine.may_end(state) else DEAD
        else:
            after = self._machine.feed(state, self.vocabulary.text(token))
        if after is DEAD:
            raise ValueError(f"token {token} ({self.vocabulary.text(token)!r}) is not allowed here")
        return after

    @staticmethod
    def _remember(known: dict[Any, Any], key: Any, make: Callable[[], Ids | None]) -> Ids | None:
        if key not in known:
            known[key] = make()
        found: Ids | None = known[key]
        return found

    def _without_breaks(self, state: State) -> Ids | None:
        """All but the few tokens that would break the structure."""
        vocabulary = self.vocabulary
        banned = {i for i in vocabulary.suspects(state.open_line) if self._machine.feed(state, vocabulary.text(i)) is DEAD}
        may_end = self._machine.may_end(state)
        if may_end and not banned:
            return None
        found = [i for i in vocabulary.written if i not in banned]
        return tuple(sorted([*found, *vocabulary.ends]) if may_end else found)

    def _continuations(self, state: State) -> Ids:
        """Tokens that continue one of the texts that may follow."""
        found: set[int] = set()
        divides = False
        for known, text in self._machine.texts(state, self.vocabulary.longest):
            divides = divides or text.endswith(DIVIDE)
            for end in range(known + 1, min(len(text), self.vocabulary.longest) + 1):
                found.update(self.vocabulary.by_text.get(text[:end], ()))
        if divides or state.closing >= 0:  # then a token may reach beyond, into REPLACE text
            found.update(i for i in self.vocabulary.spanning if self._machine.feed(state, self.vocabulary.text(i)) is not DEAD)
        return tuple(sorted(found))


@lru_cache(maxsize=64)
def grammar(vocabulary: Vocabulary, program: str, directive: bool = False) -> Grammar:
    """Built once for all replies to a program."""
    return Grammar(vocabulary, program, directive)


class Constraint:
    """One reply while it is written."""

    def __init__(self, grammar: Grammar) -> None:
        self._grammar, self._state = grammar, grammar.begin()

    def allowed(self) -> Ids | None:
        """Ids that may come next, sorted; None: any."""
        return self._grammar.allowed(self._state)

    def push(self, token: int) -> None:
        """Take the next token. ValueError if it is not allowed."""
        self._state = self._grammar.push(self._state, token)


def replay(
    tokenizer: Any, program: str, token_ids: Sequence[int], *, ends: Sequence[int] = (), directive: bool = False
) -> tuple[Ids | None, ...]:
    """The ids that each token was chosen from: what the sampler recorded, from (tokenizer, program, token ids) alone.

    ends: ids that end a reply (default: the tokenizer's end token). directive: the request allowed BACKTRACK or STAY. Sets that are equal are
    the same object, so a mask need be built only once for each. Raises ValueError for tokens that no constrained reply has, UserError
    as `Grammar`.
    """
    vocabulary = Vocabulary.of(tokenizer, frozenset(ends or [tokenizer.eos_token_id]))
    constraint = Constraint(grammar(vocabulary, program, directive))
    found = []
    for token in token_ids:
        found.append(constraint.allowed())
        constraint.push(token)
    return tuple(found)
