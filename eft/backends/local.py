"""Transformers in this process: requests are decoded together, and those with one prompt share its keys and values."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from eft.types import UserError

if TYPE_CHECKING:
    from eft.backends._local.backend import LocalBackend

__all__ = ["Local"]


@dataclass(frozen=True, slots=True)
class Local:
    """path: a run folder of `eft fit` or a Hugging Face folder. style: of the prompts this model was trained on. thinking: for chat
    templates with such a switch (null: their default).

    max_batch: sequences decoded at once; those with the same prompt read and keep it once. threads: of the processor (null: as torch
    decides). constrain: SEARCH text is always a run of lines of the request's program, and a reply ends only after a closed block.
    outcome: of models that were trained with `data.outcome`: what is asked for.
    """

    path: Path = Path()
    dtype: Literal["float32", "bfloat16", "auto"] = "float32"
    max_batch: int = 32
    constrain: bool = False
    style: Literal["compact", "full"] = "compact"
    thinking: bool | None = None
    device: str = "auto"
    threads: int | None = None
    outcome: Literal["", "improved", "unchanged", "regressed"] = ""

    def __post_init__(self) -> None:
        if self.max_batch < 1:
            raise ValueError("max_batch must be at least 1")

    def build(self) -> LocalBackend:
        """Load the model. UserError if the folder is missing, damaged or its tokenizer is another model's."""
        if self.path == Path():
            raise UserError("config key backend.path: name the folder of a model (an `eft fit` run or a Hugging Face folder)")
        from eft.backends._local.backend import LocalBackend

        return LocalBackend(self)
