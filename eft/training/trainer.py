"""Carrying out a training job with Lightning: device, precision, checkpoints, curves, export."""

from __future__ import annotations

import logging
import time
import warnings
from pathlib import Path
from typing import Any

import lightning.pytorch as pl
import torch

from eft.log import Log, Progress
from eft.models._policy import Policy, only_full_attention, write_policy
from eft.training import attention
from eft.training.callbacks import Checkpoints, Curves
from eft.training.checkpoints import AtomicCheckpointIO, newest
from eft.training.job import Feed, Job, Place
from eft.training.settings import Settings
from eft.types import UserError


def prepare(settings: Settings) -> Job:
    """The job of the chosen module."""
    if settings.threads:
        torch.set_num_threads(settings.threads)
    job: Job = settings.module.prepare(settings, settings.out)
    return job


def train(job: Job, settings: Settings, log: Log, progress: Progress) -> dict[str, Any]:
    """Fit from the newest checkpoint or the start, export to OUT/export, and sum up."""
    started = time.monotonic()
    device = _device(settings.accelerator)
    attention.choose_attention(job.policy.model, job.columns, device)
    if settings.gradient_checkpointing:
        enable = getattr(job.policy.model, "activation_checkpointing_enable", None) or job.policy.model.gradient_checkpointing_enable
        enable()  # transformers 5.23 renamed it
    folder = settings.out / "checkpoints"
    curves = Curves(log, progress, settings.log_every)
    trainer = _trainer(settings, job.steps, device, [*job.callbacks, curves, Checkpoints(folder, settings.checkpoint_every, job.saved)])
    place = Place(lambda: trainer.global_step, trainer.global_rank, trainer.world_size, settings.accumulate)
    job.policy.model.train()
    try:
        feed = job.feed(place, packed_rows(settings, job.policy.model, device))
        _fit(trainer, job.module, feed, (job.checkpoint or newest)(folder))
        summary = job.summary()
    finally:
        job.close()
    write_policy(Policy(_merged(job.policy.model), job.policy.tokenizer), settings.out / "export")
    return {
        "parameters": sum(p.numel() for p in job.policy.model.parameters()),
        "steps": job.steps,
        "seconds": time.monotonic() - started,
        "tokens_per_s": curves.tokens_per_s,
        **{name: curves.last[name] for name in ("loss", "answer_loss") if name in curves.last},
        **summary,
    }


def packed_rows(settings: Settings, model: Any, device: str) -> bool:
    """Whether rows hold several examples. UserError if they are asked to and the model cannot keep them apart."""
    possible = only_full_attention(model)
    if settings.rows == "packed" and not possible:
        raise UserError("config key rows: this model has recurrent layers, which cannot be packed exactly; use rows=padded")
    return settings.rows == "packed" or (settings.rows == "auto" and device != "cpu" and possible)


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
