"""Training rows and their tokens."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from eft.text.render import Example, render, turn_end
from eft.types import Message, UserError


@dataclass(frozen=True, slots=True)
class Row:
    """One training example. messages: the prompt; answer: the assistant's text. program: the editable text of the parent (statistics only).

    label: desirable or not (None: the row is no preference). answer_ids: the answer's tokens as a sampler drew them, end token included; they
    are used as they are, since decoding and encoding again may give others.
    """

    messages: tuple[Message, ...]
    answer: str
    program: str = ""
    label: bool | None = None
    answer_ids: tuple[int, ...] = ()


class Streamed(Sequence[Row]):
    """Rows that are read anew whenever they are gone through, so that their texts are never held together. Iteration is what it is for."""

    @overload
    def __getitem__(self, index: int) -> Row: ...

    @overload
    def __getitem__(self, index: slice) -> list[Row]: ...

    def __getitem__(self, index: int | slice) -> Row | list[Row]:
        """One row, or the rows of a slice in one pass: a walk from the start."""
        wanted = range(len(self))[index]
        if isinstance(wanted, int):
            return next(islice(self, wanted, None))
        found = {number: row for number, row in enumerate(self) if number in wanted}
        return [found[number] for number in wanted]


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
    def of(examples: Iterable[Example], labels: Sequence[bool | None] | None = None) -> Examples:
        """Pack rendered examples, one at a time: eight bytes a token is all that stays. labels: of each; may grow along with the examples."""
        tokens, weights, offsets = array("i"), array("f"), array("q", [0])
        for example in examples:
            tokens.extend(example.tokens)
            weights.extend(example.weights)
            offsets.append(len(tokens))
        places = np.frombuffer(offsets, np.int64)
        marks = None if labels is None else np.array([_mark(label) for label in labels], np.int8)
        return Examples(Ragged(_flat(tokens, np.int32), places), Ragged(_flat(weights, np.float32), places), marks)


def _flat(values: array[Any], kind: type[np.generic]) -> NDArray[Any]:
    """The array's own memory; an empty one has none to share."""
    return np.frombuffer(values, kind) if values else np.empty(0, kind)


def _mark(label: bool | None) -> int:
    return -1 if label is None else int(label)


def tokenise(
    rows: Sequence[Row], tokenizer: Any, max_tokens: int, prompt_weight: float, thinking: bool | None = None
) -> tuple[Examples, int]:
    """Examples of at most `max_tokens`, and how many were longer and left out. UserError if none is left.

    One pass, and no text is kept. thinking: for chat templates with such a switch; None leaves them at their default.
    """
    labels: list[bool | None] = []

    def kept() -> Iterator[Example]:
        end = turn_end(tokenizer)
        for row in rows:
            example = render(row.messages, row.answer, tokenizer, prompt_weight, answer_ids=row.answer_ids, thinking=thinking, end=end)
            if len(example.tokens) <= max_tokens:
                labels.append(row.label)
                yield example

    examples = Examples.of(kept(), labels)
    if not len(examples):
        raise UserError(
            f"no training example of at most max_tokens={max_tokens} tokens among {len(rows)}; raise max_tokens or choose other data"
        )
    return examples, len(rows) - len(examples)


def texts_for_tokenizer(rows: Sequence[Row], most: int) -> list[str]:
    """Prompts and answers of up to `most` rows, evenly spread over the data."""
    step = max(1, -(-len(rows) // most))
    return [text for row in rows[::step] for text in (*(message.content for message in row.messages), row.answer)]
