"""What modules that learn from a fixed set of examples have in common: data, model, tokens, the plan of steps."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eft.models._line_bpe import Coverage, coverage
from eft.models._policy import Policy, read_policy, write_policy
from eft.training.account import Account
from eft.training.batches import Ints, plan_steps
from eft.training.examples import Examples, Row, texts_for_tokenizer, tokenise
from eft.training.feed import ExampleFeed
from eft.training.job import Place
from eft.training.settings import Settings
from eft.types import UserError

COVERED = 2000  # programs for the tokenizer's statistics
TOKENIZER_ROWS = 10_000  # rows the tokenizer is trained on


@dataclass
class Prepared:
    """Examples and the steps that take them in."""

    settings: Settings
    policy: Policy
    examples: Examples
    plan: list[Ints]
    account: Account
    programs: list[str]

    def feed(self, place: Place, packed: bool) -> ExampleFeed:
        """The micro-batches of one process."""
        row_tokens = self.settings.max_tokens if packed else None
        return ExampleFeed(self.examples, self.plan, accumulate=place.accumulate, row_tokens=row_tokens, position=place.step)

    def summary(self) -> dict[str, Any]:
        """Account and what the tokenizer makes of programs."""
        programs, heldout = coverage(self.policy.tokenizer, self.programs[:COVERED]), heldout_coverage(self.policy.tokenizer)
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
    policy = start(settings, rows, out / "start")
    context = policy.model.config.get_text_config().max_position_embeddings
    if settings.max_tokens > context:
        raise UserError(f"config key max_tokens: {settings.max_tokens} is more than the model's context of {context}")
    examples, overlong = tokenise(rows, policy.tokenizer, settings.max_tokens, prompt_weight)
    account.add(f"overlong (more than {settings.max_tokens} tokens)", -overlong)
    account.add("examples", len(examples))
    plan = plan_steps(
        examples.lengths, seed=settings.seed, batch_tokens=settings.batch_tokens, epochs=settings.epochs, tokens=settings.tokens
    )
    return Prepared(settings, policy, examples, plan, account, list(dict.fromkeys(row.program for row in rows if row.program)))


def heldout_coverage(tokenizer: Any) -> Coverage:
    """The tokenizer on the programs of held-out families (report only: nothing is trained or chosen by it)."""
    from eft.evaluation.tasks import all_tasks
    from eft.text.blocks import region

    folders = sorted({task.folder for task in all_tasks("heldout")})
    files = [file for folder in folders for file in (folder / "initial.py", *sorted((folder / "right").glob("*.py"))) if file.is_file()]
    return coverage(tokenizer, [region(file.read_text(encoding="utf-8")) for file in files])


def start(settings: Settings, rows: list[Row], folder: Path) -> Policy:
    """The policy before the first step. A fresh one is written down first and read back by a resumed run."""
    if getattr(settings.model, "lora_rank", 0) or hasattr(settings.model, "path"):
        built: Policy = settings.model.build((), settings.seed)
        return built
    if not (folder / "config.json").is_file():
        write_policy(settings.model.build(texts_for_tokenizer(rows, TOKENIZER_ROWS), settings.seed), folder)
    return read_policy(folder)
