"""Carrying out a training job with Lightning: processes, device, precision, checkpoints, curves, validation, export."""

from __future__ import annotations

import logging
import time
import warnings
from contextlib import closing
from pathlib import Path
from typing import Any

import lightning.pytorch as pl
import torch

from eft.log import Log, Progress
from eft.models._policy import Policy, only_full_attention, write_policy
from eft.training import attention, machine, shard
from eft.training.callbacks import Checkpoints, Curves
from eft.training.checkpoints import AtomicCheckpointIO, newest
from eft.training.estimate import flops_per_token
from eft.training.job import Feed, Job, Place
from eft.training.settings import Settings
from eft.training.validation import Validation
from eft.training.world import World
from eft.types import UserError

ALONE = World()


def prepare(settings: Settings, out: Path | None = None) -> Job:
    """The job of the chosen module. What it makes first goes to `out` (the run folder)."""
    if settings.threads:
        torch.set_num_threads(settings.threads)
    job: Job = settings.module.prepare(settings, out or settings.out)
    return job


def train(job: Job, settings: Settings, log: Log, progress: Progress, world: World = ALONE) -> dict[str, Any]:
    """Fit from the newest checkpoint or the start, export to OUT/export, and sum up. Only rank 0 writes. UserError when memory runs out."""
    started = time.monotonic()
    device, model = device_of(settings), job.policy.model
    packed = packed_rows(settings, model, device)
    ready(job, settings, device, packed)
    torch.manual_seed(settings.seed * world.size + world.rank)  # dropout; a resumed run reads the state back
    accumulate = micro_batches(job, settings, world.size, packed)
    folder = settings.out / "checkpoints"
    peak = machine.peak_flops(device)
    curves = Curves(log, progress, settings.log_every, flops=flops_per_token(model, job.tokens), peak=peak and peak * world.size)
    place = Place(lambda: trainer.global_step, world.rank, world.size, accumulate)
    validation = _validation(job, settings, place, packed, log)
    callbacks = [*job.callbacks, *validation, curves, Checkpoints(folder, settings.checkpoint_every, job.saved)]
    trainer = _trainer(settings, job.steps, accumulate, device, world, callbacks)
    if settings.strategy == "fsdp2" and world.size > 1:
        job.module.shard = shard.sharder(in_bf16(settings, device))
    model.train()
    with closing(job):
        _fit(trainer, job.module, job.feed(place, packed), (job.checkpoint or newest)(folder))
        summary = job.summary()
    _export(job, settings, validation, world)
    return {
        "parameters": sum(p.numel() for p in model.parameters()),
        "steps": trainer.global_step,
        "seconds": time.monotonic() - started,
        "tokens_per_s": curves.tokens_per_s,
        **{name: curves.last[name] for name in ("loss", "answer_loss", "memory_gb", "mfu") if name in curves.last},
        **{name: value for v in validation for name, value in (*v.last.items(), ("best_val_loss", v.best), ("best_step", v.best_step))},
        **summary,
    }


def micro_batches(job: Job, settings: Settings, world: int, packed: bool) -> int:
    """Of a step, in each process. UserError if the module cannot derive them as asked."""
    if job.accumulate:
        return job.accumulate(world, packed)
    if settings.micro_tokens:
        raise UserError("config key micro_tokens: this module cuts its steps by batch_tokens and accumulate; leave it out")
    return settings.accumulate


def ready(job: Job, settings: Settings, device: str, packed: bool) -> None:
    """Choose the attention kernel and activation checkpointing."""
    attention.choose_attention(job.policy.model, job.columns, device, packed)
    if settings.gradient_checkpointing:
        exact = {"use_reentrant": False}
        model = job.policy.model
        if hasattr(model, "activation_checkpointing_enable"):  # transformers 5.23 renamed it
            model.activation_checkpointing_enable(activation_checkpointing_kwargs=exact)
        else:
            model.gradient_checkpointing_enable(gradient_checkpointing_kwargs=exact)


def packed_rows(settings: Settings, model: Any, device: str) -> bool:
    """Whether rows hold several examples. UserError if they are asked to and the model cannot keep them apart."""
    possible = only_full_attention(model)
    if settings.rows == "packed" and not possible:
        raise UserError("config key rows: this model has recurrent or sliding layers, which cannot be packed exactly; use rows=padded")
    return settings.rows == "packed" or (settings.rows == "auto" and device != "cpu" and possible)


def device_of(settings: Settings) -> str:
    """`cpu`, `cuda` or what else was asked for."""
    if settings.accelerator == "auto":
        return "cuda" if torch.cuda.is_available() else "cpu"
    return "cuda" if settings.accelerator in ("gpu", "cuda") else settings.accelerator


def in_bf16(settings: Settings, device: str) -> bool:
    """On a processor without bf16 instructions autocast is slower than float32."""
    if settings.precision == "auto":
        return bool(device != "cpu" or torch.cpu._is_avx512_bf16_supported())
    return settings.precision == "bf16"


def _strategy(settings: Settings, world: World) -> Any:
    if world.size == 1:
        return "auto"
    from lightning.pytorch.strategies import DDPStrategy, ModelParallelStrategy

    if settings.strategy == "fsdp2":
        return ModelParallelStrategy(data_parallel_size=world.size, tensor_parallel_size=1, save_distributed_checkpoint=False)
    return DDPStrategy(gradient_as_bucket_view=True)


def _trainer(settings: Settings, steps: int, accumulate: int, device: str, world: World, callbacks: list[pl.Callback]) -> pl.Trainer:
    logging.getLogger("lightning").setLevel(logging.WARNING)  # banners about devices and its own products
    logging.getLogger("lightning.pytorch").setLevel(logging.WARNING)
    return pl.Trainer(
        accelerator=device,
        strategy=_strategy(settings, world),
        devices=world.local,
        num_nodes=world.size // world.local,
        precision="bf16-mixed" if in_bf16(settings, device) else "32-true",
        max_steps=steps,
        max_epochs=1,
        accumulate_grad_batches=accumulate,
        callbacks=callbacks,
        plugins=[AtomicCheckpointIO()],
        logger=False,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
        use_distributed_sampler=False,
        default_root_dir=settings.out,
    )


def _validation(job: Job, settings: Settings, place: Place, packed: bool, log: Log) -> list[Validation]:
    if not settings.validation:
        return []
    if job.validation is None:
        raise UserError("config key validation: this module does not measure on held-in examples; leave it out")
    feed = job.validation(place, packed)
    folder = settings.out / "checkpoints"
    return [Validation(lambda: feed, log, folder, every=settings.validate_every, patience=settings.patience, keep=settings.best)]


def _fit(trainer: pl.Trainer, module: pl.LightningModule, feed: Feed, checkpoint: Path | None) -> None:
    """Lightning turns Ctrl-C into an exit of its own; the command wants the interrupt."""
    try:
        with warnings.catch_warnings():
            # Lightning 2.6 builds a LeafSpec in the way torch 2.13 deprecates; nothing of ours can avoid it
            warnings.filterwarnings("ignore", message=r".*LeafSpec.*deprecated", category=FutureWarning)
            trainer.fit(module, feed, ckpt_path=checkpoint, weights_only=True)
    except SystemExit:
        raise KeyboardInterrupt from None
    except (RuntimeError, MemoryError) as error:  # torch's own kind of out of memory is a RuntimeError
        if line := machine.out_of_memory(error):
            raise UserError(line) from error
        raise
    if trainer.interrupted:
        raise KeyboardInterrupt


def _export(job: Job, settings: Settings, validation: list[Validation], world: World) -> None:
    """The last or the best weights, whole or with adapters as asked."""
    model, keep = job.policy.model, world.rank == 0
    shard.reassemble(model, keep)
    if not keep:
        return
    if settings.best and (best := validation[0].best_weights()):
        for name, weight in model.named_parameters():
            if name in best:
                weight.data.copy_(best[name])
    model = model if settings.export == "adapter" else _merged(model)
    write_policy(Policy(model, job.policy.tokenizer), settings.out / "export")


def _merged(model: Any) -> Any:
    """Adapters folded into their weights."""
    return model.merge_and_unload() if hasattr(model, "merge_and_unload") else model
