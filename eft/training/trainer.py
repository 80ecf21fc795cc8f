"""One training run: data, policy, Lightning's trainer, export."""

from __future__ import annotations

import logging
import time
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lightning.pytorch as pl
import torch

from eft.log import Log, Progress
from eft.models._line_bpe import Coverage, coverage
from eft.models._policy import Policy, only_full_attention, read_policy, write_policy
from eft.training import attention
from eft.training.account import Account
from eft.training.batches import Ints, plan_steps
from eft.training.callbacks import Checkpoints, Curves
from eft.training.checkpoints import AtomicCheckpointIO, newest
from eft.training.examples import Examples, Row, texts_for_tokenizer, tokenise
from eft.training.feed import Feed
from eft.training.settings import Settings
from eft.types import UserError

COVERED = 2000  # programs for the tokenizer's statistics
TOKENIZER_ROWS = 10_000  # rows the tokenizer is trained on


@dataclass
class Run:
    """A prepared run; `train` does the work."""

    settings: Settings
    policy: Policy
    examples: Examples
    plan: list[Ints]
    account: Account
    programs: list[str]

    @property
    def steps(self) -> int:
        return len(self.plan)

    @staticmethod
    def prepare(settings: Settings, resume: Path) -> Run:
        """Read the data, build or read the model (the start is kept in OUT/start, so that a resumed run has the same), tokenise, plan."""
        if settings.threads:
            torch.set_num_threads(settings.threads)
        account = Account()
        rows = settings.data.rows(account)
        if not rows:
            raise UserError(f"data: no row left after the filters\n{account}")
        policy = _start(settings, rows, resume / "start")
        context = policy.model.config.get_text_config().max_position_embeddings
        if settings.max_tokens > context:
            raise UserError(f"config key max_tokens: {settings.max_tokens} is more than the model's context of {context}")
        examples, overlong = tokenise(rows, policy.tokenizer, settings.max_tokens, settings.module.prompt_weight)
        account.add(f"overlong (more than {settings.max_tokens} tokens)", -overlong)
        account.add("examples", len(examples))
        plan = plan_steps(
            examples.lengths, seed=settings.seed, batch_tokens=settings.batch_tokens, epochs=settings.epochs, tokens=settings.tokens
        )
        return Run(settings, policy, examples, plan, account, list(dict.fromkeys(row.program for row in rows if row.program)))

    def train(self, log: Log, progress: Progress) -> dict[str, Any]:
        """Fit from the newest checkpoint or the start, export, and sum up."""
        settings, started = self.settings, time.monotonic()
        trainer_box: list[pl.Trainer] = []
        module = settings.module.build(self.policy, settings.optimizer, self.steps)
        device = _device(settings.accelerator)
        packed = self._packed(device)
        attention.choose_attention(self.policy.model, settings.max_tokens, device)
        if settings.gradient_checkpointing:
            enable = getattr(self.policy.model, "activation_checkpointing_enable", None) or self.policy.model.gradient_checkpointing_enable
            enable()  # transformers 5.23 renamed it
        feed = Feed(
            self.examples,
            self.plan,
            accumulate=settings.accumulate,
            row_tokens=settings.max_tokens if packed else None,
            position=lambda: trainer_box[0].global_step,
        )
        curves = Curves(log, progress, settings.log_every)
        trainer = _trainer(settings, self.steps, device, [curves, Checkpoints(settings.out / "checkpoints", settings.checkpoint_every)])
        trainer_box.append(trainer)
        self.policy.model.train()
        _fit(trainer, module, feed, newest(settings.out / "checkpoints"))
        write_policy(Policy(_merged(self.policy.model), self.policy.tokenizer), settings.out / "export")
        return self._summary(curves, time.monotonic() - started)

    def _packed(self, device: str) -> bool:
        rows = self.settings.rows
        possible = only_full_attention(self.policy.model)
        if rows == "packed" and not possible:
            raise UserError("config key rows: this model has recurrent layers, which cannot be packed exactly; use rows=padded")
        return rows == "packed" or (rows == "auto" and device != "cpu" and possible)

    def _summary(self, curves: Curves, seconds: float) -> dict[str, Any]:
        programs, heldout = coverage(self.policy.tokenizer, self.programs[:COVERED]), heldout_coverage(self.policy.tokenizer)
        _, loss, answer_loss = curves.losses[-1]
        return {
            "account": self.account.items,
            "parameters": sum(p.numel() for p in self.policy.model.parameters()),
            "steps": self.steps,
            "tokens": int(sum(self.examples.lengths[step].sum() for step in self.plan)),
            "seconds": seconds,
            "tokens_per_s": curves.tokens_per_s,
            "loss": loss,
            "answer_loss": answer_loss,
            "tokens_per_example": float(self.examples.lengths.mean()),
            "tokens_per_program": programs.tokens_per_text,
            "byte_rate": programs.byte_rate,
            "heldout_tokens_per_program": heldout.tokens_per_text,
            "heldout_byte_rate": heldout.byte_rate,
            "vocabulary": len(self.policy.tokenizer),
        }


def heldout_coverage(tokenizer: Any) -> Coverage:
    """The tokenizer on the programs of held-out families (report only: nothing is trained or chosen by it)."""
    from eft.evaluation.tasks import all_tasks
    from eft.text.blocks import region

    folders = sorted({task.folder for task in all_tasks("heldout")})
    files = [file for folder in folders for file in (folder / "initial.py", *sorted((folder / "right").glob("*.py"))) if file.is_file()]
    return coverage(tokenizer, [region(file.read_text(encoding="utf-8")) for file in files])


def _start(settings: Settings, rows: list[Row], folder: Path) -> Policy:
    """The policy before the first step. A fresh one is written down first and read back by a resumed run."""
    if getattr(settings.model, "lora_rank", 0) or hasattr(settings.model, "path"):
        built: Policy = settings.model.build((), settings.seed)
        return built
    if not (folder / "config.json").is_file():
        write_policy(settings.model.build(texts_for_tokenizer(rows, TOKENIZER_ROWS), settings.seed), folder)
    return read_policy(folder)


def _device(accelerator: str) -> str:
    if accelerator == "auto":
        return "cuda" if torch.cuda.is_available() else "cpu"
    return "cuda" if accelerator in ("gpu", "cuda") else accelerator


def _precision(settings: Settings, device: str) -> Any:
    """On a processor without bf16 instructions autocast is slower than float32."""
    wanted = settings.precision
    if wanted == "auto":
        wanted = "bf16" if device != "cpu" or torch.cpu._is_avx512_bf16_supported() else "fp32"
    return "bf16-mixed" if wanted == "bf16" else "32-true"


def _trainer(settings: Settings, steps: int, device: str, callbacks: list[pl.Callback]) -> pl.Trainer:
    logging.getLogger("lightning.pytorch").setLevel(logging.WARNING)  # banners about devices and its own products
    return pl.Trainer(
        accelerator=device,
        devices=1,
        precision=_precision(settings, device),
        max_steps=steps,
        max_epochs=1,
        accumulate_grad_batches=settings.accumulate,
        callbacks=callbacks,
        plugins=[AtomicCheckpointIO()],
        logger=False,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
        use_distributed_sampler=False,
        default_root_dir=settings.out,
    )


def _fit(trainer: pl.Trainer, module: pl.LightningModule, feed: Feed, checkpoint: Path | None) -> None:
    """Lightning turns Ctrl-C into an exit of its own; the command wants the interrupt."""
    try:
        with warnings.catch_warnings():
            # Lightning 2.6 builds a LeafSpec in the way torch 2.13 deprecates; nothing of ours can avoid it
            warnings.filterwarnings("ignore", message=r".*LeafSpec.*deprecated", category=FutureWarning)
            trainer.fit(module, feed, ckpt_path=checkpoint, weights_only=True)
    except SystemExit:
        raise KeyboardInterrupt from None
    if trainer.interrupted:
        raise KeyboardInterrupt


def _merged(model: Any) -> Any:
    """Adapters folded into their weights."""
    return model.merge_and_unload() if hasattr(model, "merge_and_unload") else model
