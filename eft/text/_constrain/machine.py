"""The grammar of a reply as a machine over bytes, fed token by token; `DEAD` when the structure would break.

head of the reply → outside → search → replace → outside …; `</think>` starts over, as the reader drops what is before it. Two kinds of
token are refused for simplicity: one that holds a whole SEARCH line and more, and one that closes a block and opens the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from eft.text._constrain.shown import Shown, shown
from eft.text.reply import DIVIDER, MAX_BLOCKS, EditError, parse
from eft.types import UserError

_SEARCH = re.compile(rb"[ \t]*<{5,9}[ \t]*SEARCH[ \t]*")  # as in eft.text.reply, over bytes
_REPLACE = re.compile(rb"[ \t]*>{5,9}[ \t]*REPLACE[ \t]*")
_THINK, _THOUGHT = b"<think>", b"</think>"
_EVOLVE = (b"EVOLVE-BLOCK-START", b"EVOLVE-BLOCK-END")
DIVIDE = DIVIDER.encode() + b"\n"


def _starts_of(word: str) -> str:
    return "|".join(word[:k] for k in range(1, len(word)))


_MAY_MARK = re.compile(
    rf"(<{{0,9}}|>{{0,9}}|<{{5,9}}[ \t]*({_starts_of('SEARCH')}|SEARCH[ \t]*\r?)?|>{{5,9}}[ \t]*({_starts_of('REPLACE')}|REPLACE[ \t]*\r?)?)".encode()
)
_MAY_DIRECT = re.compile(rf"[`*\s]*({_starts_of('BACKTRACK')}|BACKTRACK.*|{_starts_of('STAY')}|STAY.*)?")


class State(NamedTuple):
    """line: the current line so far, outside of SEARCH text. first: no line with words yet. closed: `</think>` has been read.

    In SEARCH text: starts of the runs that fit, `depth` whole lines and `offset` bytes of the next read; closing: the start of the run that
    an ======= line under way ends (-1: none is).
    """

    shown: Shown
    part: Literal["head", "thinking", "outside", "search", "replace", "directive"] = "head"
    line: bytes = b""
    first: bool = True
    closed: bool = False
    blocks: int = 0
    starts: tuple[int, ...] = ()
    depth: int = 0
    offset: int = 0
    closing: int = -1
    body: tuple[str, ...] = ()

    @property
    def open_line(self) -> bytes | None:
        """What of the line so far matters to the lines it may still become; None if nothing does."""
        if self.part in ("thinking", "directive"):
            return None
        if self.first and (self.part == "head" or _MAY_DIRECT.fullmatch(_known(self.line))):
            return self.line
        if self.part == "replace" and (at := self.line.rfind(b"EVOLVE-")) >= 0 and _is_start(self.line[at:], _EVOLVE):
            return self.line[at:]
        bare = self.line.lstrip(b" \t")
        return bare if _MAY_MARK.fullmatch(bare) else None

    @property
    def opening(self) -> bool:
        """Whether the current line may become a SEARCH line."""
        return (self.open_line or b"").startswith(b"<<<<<")

    def key(self) -> tuple[object, ...]:
        """Equal for states in which the same tokens are allowed (up to whether the reply may end here)."""
        if self.part == "search":
            return (self.shown, self.starts, self.depth, self.offset, self.closing, self.closed)  # a token may reach into REPLACE text
        thought = b"" if self.closed else _last_start(self.line, _THOUGHT)
        full = self.blocks >= MAX_BLOCKS or not self.shown.starts
        return (self.part, self.open_line, self.first, self.closed, thought, full)


DEAD = None


class Machine:
    """directive: a first line BACKTRACK or STAY is an answer. UserError if the program has nothing to search for."""

    def __init__(self, program: str, writable: frozenset[int], directive: bool) -> None:
        self._writable, self.directive = writable, directive
        self._shown = shown(tuple(program.split("\n")), writable)
        if not self._shown.starts:
            raise UserError("constrain: the program has no line between EVOLVE-BLOCK markers that a SEARCH text could hold")

    def begin(self) -> State:
        """Before the first byte."""
        return State(self._shown)

    def may_end(self, state: State) -> bool:
        """Whether the reply may end here: as if the line were complete, at least one block is closed and none is open."""
        if state.part in ("search", "thinking"):
            return False
        after = self._complete(state) if state.line else state
        return after is not DEAD and (after.part == "directive" or (after.part == "outside" and after.blocks > 0))

    def feed(self, state: State, text: bytes) -> State | None:
        """The state after `text`, or DEAD."""
        after: State | None = state
        opening = state.opening
        while text and after is not DEAD:
            end = text.find(b"\n") + 1 or len(text)
            piece, text = text[:end], text[end:]
            before = after.part
            after = self._search(after, piece) if before == "search" else self._free(after, piece)
            if after is not DEAD and text and before != after.part and ((after.part == "search" and not opening) or b"SEARCH" in text):
                return DEAD
        return after

    def texts(self, state: State, longest: int) -> Iterator[tuple[int, bytes]]:
        """What may follow in SEARCH text, at least `longest` bytes where there is so much; of each, the first bytes are also in another."""
        seen: set[bytes] = set()
        if state.closing >= 0:
            yield 0, DIVIDE[state.offset :]
        for start in state.starts:
            text, depth = b"", state.depth
            while len(text) < longest and (line := state.shown.line(start, depth)) is not None:
                text += line[state.offset :] if depth == state.depth else line
                depth += 1
                if state.shown.closable(start, depth) and (known := text + DIVIDE) not in seen:
                    seen.add(known)
                    yield len(text), known
            if text not in seen:
                seen.add(text)
                yield 0, text

    # --- free text -----------------------------------------------------------------------------------------------------------

    def _free(self, state: State, piece: bytes) -> State | None:
        whole = piece.endswith(b"\n")
        line = state.line + (piece[:-1] if whole else piece)
        if not state.closed and _THOUGHT in line:
            state = State(self._shown, "outside", closed=True)
            line = line.partition(_THOUGHT)[2]
        if state.part == "head":
            state = self._beyond_head(state, line)
        if state.part == "replace" and any(word in line for word in _EVOLVE):
            return DEAD
        state = state._replace(line=line)
        return self._complete(state) if whole else state

    def _beyond_head(self, state: State, line: bytes) -> State:
        bare = _known(line).lstrip().encode()
        if bare.startswith(_THINK):
            return state._replace(part="thinking")
        return state if _is_start(bare, (_THINK,)) else state._replace(part="outside")

    def _complete(self, state: State) -> State | None:
        """At the end of a line."""
        line = state.line.removesuffix(b"\r")
        words = line.decode("utf-8", "replace")
        state = state._replace(line=b"")
        if state.part == "head" and words.strip():
            state = state._replace(part="outside")
        if state.part in ("thinking", "directive"):
            return state
        if _SEARCH.fullmatch(line):
            return self._open(state) if state.part in ("head", "outside") else DEAD
        if _REPLACE.fullmatch(line):
            return self._close(state) if state.part == "replace" else DEAD
        if state.part == "replace":
            return state._replace(body=(*state.body, words))
        if state.first and words.strip():
            if _is_directive(words):
                return state._replace(part="directive") if self.directive else DEAD
            return state._replace(first=False)
        return state

    def _open(self, state: State) -> State | None:
        starts = state.shown.starts
        if not starts or state.blocks >= MAX_BLOCKS:
            return DEAD
        return state._replace(part="search", first=False, starts=starts, depth=0, offset=0, closing=-1, body=())

    def _close(self, state: State) -> State:
        after = state.shown.replaced(state.starts[0], state.depth, state.body, self._writable)
        return state._replace(shown=after, part="outside", blocks=state.blocks + 1, starts=(), depth=0, body=())

    # --- SEARCH text ---------------------------------------------------------------------------------------------------------

    def _search(self, state: State, piece: bytes) -> State | None:
        low, high = state.offset, state.offset + len(piece)
        divided = state.closing >= 0 and DIVIDE[low:high] == piece
        if divided and high == len(DIVIDE):
            return state._replace(part="replace", starts=(state.closing,), offset=0, closing=-1, line=b"")
        starts = tuple(s for s in state.starts if (line := state.shown.line(s, state.depth)) is not None and line[low:high] == piece)
        if not starts and not divided:
            return DEAD
        if not piece.endswith(b"\n"):
            return state._replace(starts=starts, offset=high, closing=state.closing if divided else -1)
        depth = state.depth + 1
        closing = next((s for s in starts if state.shown.closable(s, depth)), -1)
        return state._replace(starts=starts, depth=depth, offset=0, closing=closing)


def _is_directive(line: str) -> bool:
    if "</think>" in line:  # a second one, which is text; the reader would take it for the first
        return False
    try:
        return ("BACKTRACK" in line or "STAY" in line) and parse(line).directive is not None
    except EditError:
        return False


def _known(line: bytes) -> str:
    """The characters that are complete: the next bytes may add to the last."""
    return line.decode("utf-8", "ignore")


def _is_start(text: bytes, words: tuple[bytes, ...]) -> bool:
    """Whether `text` is the start of one of the words, but not all of it."""
    return any(len(text) < len(word) and word.startswith(text) for word in words)


def _last_start(line: bytes, word: bytes) -> bytes:
    """The longest end of `line` that is a start of `word`."""
    return next((word[:k] for k in range(min(len(word) - 1, len(line)), 0, -1) if line.endswith(word[:k])), b"")
