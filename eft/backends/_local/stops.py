"""The text of sampled tokens, and where it ends: before the first stop text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

BYTES_PER_CHARACTER = 4  # at most, in UTF-8; a token that has any text has at least one byte of it


def text_of(tokenizer: Any, ids: Sequence[int]) -> str:
    """The text as it is, special tokens left out."""
    text: str = tokenizer.decode(ids, skip_special_tokens=True, clean_up_tokenization_spaces=False)
    return text


def before_stop(text: str, stops: Sequence[str]) -> str:
    """`text` up to the first of `stops`."""
    return text[: min((at for stop in stops if stop and (at := text.find(stop)) >= 0), default=len(text))]


@dataclass(frozen=True, slots=True)
class Stops:
    """Whether the newest token completed a stop text: only as many tokens are looked at as one can be spread over."""

    tokenizer: Any
    stops: tuple[str, ...]

    def __call__(self, ids: Sequence[int]) -> bool:
        """True if one of the stop texts stands in the end of the text of `ids`."""
        window = BYTES_PER_CHARACTER * max(map(len, self.stops))
        text = text_of(self.tokenizer, ids[-window:])
        return any(stop and stop in text for stop in self.stops)
