"""Training rows and their tokens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from eft.text.render import Example, render
from eft.types import Message, UserError


@dataclass(frozen=True, slots=True)
class Row:
    """One training example. messages: the prompt; answer: the assistant's text. program: the editable text of the parent (statistics only).

    label: desirable or not (None: the row is no preference).
    """

    messages: tuple[Message, ...]
    answer: str
    program: str = ""
    label: bool | None = None


class Ragged(Sequence[Any]):
    """Sequences of different lengths in one flat array: a hundredth of the objects of a list of lists."""

    def __init__(self, values: NDArray[Any], offsets: NDArray[np.int64]) -> None:
        self.values, self.offsets = values, offsets

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @overload
    def __getitem__(self, index: int) -> NDArray[Any]: ...

    @overload
    def __getitem__(self, index: slice) -> list[NDArray[Any]]: ...

    def __getitem__(self, index: int | slice) -> Any:
        """Sequence `index` as a view."""
        if isinstance(index, slice):
            return [self[i] for i in range(len(self))[index]]
        if not 0 <= index < len(self):
            raise IndexError(index)
        return self.values[self.offsets[index] : self.offsets[index + 1]]


@dataclass(frozen=True, slots=True)
class Examples:
    """weights[i][t]: loss weight of predicting tokens[i][t] from what stands before it. labels: 1 desirable, 0 not, -1 no preference."""

    tokens: Ragged
    weights: Ragged
    labels: NDArray[np.int8] | None = None

    def __len__(self) -> int:
        return len(self.tokens)

    @property
    def lengths(self) -> NDArray[np.int64]:
        """Tokens of each example."""
        return np.diff(self.tokens.offsets)

    @staticmethod
    def of(examples: Sequence[Example], labels: Sequence[bool | None] | None = None) -> Examples:
        """Pack rendered examples. labels: of each."""
        sizes = np.fromiter((len(e.tokens) for e in examples), np.int64, len(examples))
        offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])
        tokens = np.fromiter((t for e in examples for t in e.tokens), np.int32, int(offsets[-1]))
        weights = np.fromiter((w for e in examples for w in e.weights), np.float32, int(offsets[-1]))
        marks = None if labels is None else np.array([-1 if label is None else int(label) for label in labels], np.int8)
        return Examples(Ragged(tokens, offsets), Ragged(weights, offsets), marks)


def tokenise(rows: Sequence[Row], tokenizer: Any, max_tokens: int, prompt_weight: float) -> tuple[Examples, int]:
    """Examples of at most `max_tokens`, and how many were longer and left out. UserError if none is left."""
    rendered = [(render(row.messages, row.answer, tokenizer, prompt_weight), row.label) for row in rows]
    found = [(example, label) for example, label in rendered if len(example.tokens) <= max_tokens]
    if not found:
        raise UserError(
            f"no training example of at most max_tokens={max_tokens} tokens among {len(rows)}; raise max_tokens or choose other data"
        )
    return Examples.of([example for example, _ in found], [label for _, label in found]), len(rendered) - len(found)


def texts_for_tokenizer(rows: Sequence[Row], most: int) -> list[str]:
    """Prompts and answers of up to `most` rows, evenly spread over the data."""
    step = max(1, -(-len(rows) // most))
    return [text for row in rows[::step] for text in (*(message.content for message in row.messages), row.answer)]
