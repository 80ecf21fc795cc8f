"""What modules that learn from a fixed set of examples have in common: data, model, tokens, the plan of steps."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import compress
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eft.models._bpe import Coverage, coverage
from eft.models._policy import Policy, outlined, read_policy, write_policy
from eft.training.account import Account
from eft.training.batches import Ints, plan_steps
from eft.training.examples import Examples, Row, Streamed, texts_for_tokenizer, tokenise
from eft.training.feed import ExampleFeed, shares_needed
from eft.training.job import Job, Place, PolicyModule
from eft.training.settings import Settings
from eft.types import UserError

COVERED = 2000  # programs for the tokenizer's statistics
TOKENIZER_ROWS = 10_000  # rows the tokenizer is trained on


@dataclass
class Prepared:
    """Examples and the steps that take them in. validation: examples that are measured on and never trained on."""

    settings: Settings
    policy: Policy
    examples: Examples
    plan: list[Ints]
    account: Account
    programs: list[str]
    validation: Examples | None = None

    def job(self, module: PolicyModule) -> Job:
        """The job of a module that takes the micro-batches of an `ExampleFeed`."""
        settings = self.settings
        return Job(
            self.policy,
            module,
            len(self.plan),
            settings.max_tokens,
            self.feed,
            self.summary,
            tokens=float(self.examples.lengths.mean()),
            accumulate=self.accumulate if settings.micro_tokens else None,
            validation=self.validation_feed if self.validation is not None else None,
        )

    def feed(self, place: Place, packed: bool) -> ExampleFeed:
        """The micro-batches of one process."""
        micro_tokens = self.settings.micro_tokens
        return ExampleFeed(self.examples, self.plan, place, row_tokens=self._row_tokens(packed), micro_tokens=micro_tokens)

    def accumulate(self, world: int, packed: bool) -> int:
        """Micro-batches of each process in a step: as many as the step needs that needs most."""
        assert self.settings.micro_tokens is not None
        return -(-shares_needed(self.plan, self.examples.lengths, self._row_tokens(packed), self.settings.micro_tokens) // world)

    def validation_feed(self, place: Place, packed: bool) -> ExampleFeed:
        """All validation examples as one step."""
        assert self.validation is not None
        cells = self.settings.micro_tokens or max(self.settings.batch_tokens // self.settings.accumulate, self.settings.max_tokens)
        row_tokens = self.settings.max_tokens if packed else None
        plan = [np.arange(len(self.validation))]
        needed = -(-shares_needed(plan, self.validation.lengths, row_tokens, cells) // place.world)
        place = replace(place, step=lambda: 0, accumulate=needed)
        return ExampleFeed(self.validation, plan, place, row_tokens=row_tokens, micro_tokens=cells)

    def _row_tokens(self, packed: bool) -> int | None:
        return (self.settings.micro_tokens or self.settings.max_tokens) if packed else None

    def summary(self) -> dict[str, Any]:
        """Account and what the tokenizer makes of programs."""
        programs, heldout = coverage(self.policy.tokenizer, self.programs), heldout_coverage(self.policy.tokenizer)
        return {
            "account": self.account.items,
            "tokens": int(sum(self.examples.lengths[step].sum() for step in self.plan)),
            "tokens_per_example": float(self.examples.lengths.mean()),
            "tokens_per_program": programs.tokens_per_text,
            "byte_rate": programs.byte_rate,
            "heldout_tokens_per_program": heldout.tokens_per_text,
            "heldout_byte_rate": heldout.byte_rate,
            "vocabulary": len(self.policy.tokenizer),
        }


def prepare(settings: Settings, out: Path, prompt_weight: float) -> Prepared:
    """Read the data, build or read the model (a fresh one is kept in OUT/start, so that a resumed run has the same), tokenise, plan."""
    account = Account()
    rows = settings.data.rows(account)
    if not rows:
        raise UserError(f"data: no row left after the filters\n{account}")
    rows, kept_back = split(rows, settings.validation)
    if settings.validation and not (rows and kept_back):
        raise UserError(
            f"config key validation: {settings.validation} leaves {len(rows)} rows to train on and {len(kept_back)} to measure on"
        )
    policy = start(settings, rows, out / "start")
    context = policy.model.config.get_text_config().max_position_embeddings
    if settings.max_tokens > context:
        raise UserError(f"config key max_tokens: {settings.max_tokens} is more than the model's context of {context}")
    examples, overlong = tokenise(rows, policy.tokenizer, settings.max_tokens, prompt_weight, settings.thinking)
    validation = None
    if kept_back:
        account.add("held in for validation", -len(kept_back))
        validation, long = tokenise(kept_back, policy.tokenizer, settings.max_tokens, prompt_weight, settings.thinking)
        account.add("of these overlong", long)
    account.add(f"overlong (more than {settings.max_tokens} tokens)", -overlong)
    account.add("examples", len(examples))
    plan = plan_steps(
        examples.lengths,
        seed=settings.seed,
        batch_tokens=settings.batch_tokens,
        epochs=settings.epochs,
        tokens=settings.tokens,
        batch_examples=settings.batch_examples,
    )
    return Prepared(settings, policy, examples, plan, account, distinct_programs(rows, COVERED), validation)


class Side(Streamed):
    """The rows for which `mask` says True, in order; the others are read and dropped, so that nothing is kept."""

    def __init__(self, rows: Sequence[Row], mask: NDArray[np.bool_]) -> None:
        self._rows, self._mask = rows, mask

    def __len__(self) -> int:
        return int(self._mask.sum())

    def __iter__(self) -> Iterator[Row]:
        return compress(self._rows, self._mask)


def split(rows: Sequence[Row], validation: float) -> tuple[Sequence[Row], Sequence[Row]]:
    """Rows to train on, and rows to measure on: a share of the prompts (below 1), or prompts until there are so many rows.

    By SHA-256 of the prompt: the same prompts in every run, whatever else is in the data, and no prompt on both sides.
    """
    if not validation:
        return rows, ()
    digest = [hashlib.sha256("\n".join(m.content for m in row.messages).encode()).digest() for row in rows]
    if validation < 1:
        bound = int(validation * 2**64).to_bytes(8, "big")
        held = {d for d in digest if d[:8] < bound}
    else:
        held = set(sorted(digest)[: int(validation)])
    mask = np.array([d in held for d in digest], dtype=bool)
    return Side(rows, ~mask), Side(rows, mask)


def distinct_programs(rows: Iterable[Row], most: int) -> list[str]:
    """The first `most` different parent programs."""
    found: dict[str, None] = {}
    for row in rows:
        if row.program:
            found[row.program] = None
            if len(found) == most:
                break
    return list(found)


def heldout_coverage(tokenizer: Any) -> Coverage:
    """The tokenizer on the programs of held-out families (report only: nothing is trained or chosen by it)."""
    from eft.evaluation.tasks import all_tasks
    from eft.text.blocks import region

    folders = sorted({(task.folder, task.suffix) for task in all_tasks("heldout")})
    files = [file for folder, suffix in folders for file in (folder / f"initial{suffix}", *sorted((folder / "right").glob(f"*{suffix}")))]
    return coverage(tokenizer, [region(file.read_text(encoding="utf-8")) for file in files])


def start(settings: Settings, rows: Sequence[Row], folder: Path) -> Policy:
    """The policy before the first step. A fresh one is written down first and read back by a resumed run."""
    if getattr(settings.model, "lora_rank", 0) or hasattr(settings.model, "path"):
        built: Policy = settings.model.build((), settings.seed)
        return built
    if not (folder / "config.json").is_file():
        fresh: Policy = settings.model.build(texts_for_tokenizer(rows, TOKENIZER_ROWS), settings.seed)
        if outlined():
            return fresh
        write_policy(fresh, folder)
    return read_policy(folder)
