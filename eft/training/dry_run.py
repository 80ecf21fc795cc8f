"""What a run would do: sizes, steps, memory, files. Nothing is written and no weights are read."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import torch

from eft.training.estimate import Load, Memory, flops_per_token, memory
from eft.training.job import Job
from eft.training.settings import Settings
from eft.training.trainer import device_of, in_bf16, micro_batches, packed_rows, prepare, ready

KEPT = 2  # checkpoints


def describe(settings: Settings) -> str:
    """Read the data and the model's configuration; the text to print. UserError as for the run itself."""
    with tempfile.TemporaryDirectory() as folder, torch.device("meta"):
        job = prepare(settings, Path(folder))
    device = device_of(settings)
    packed = packed_rows(settings, job.policy.model, device)
    if device == "cpu":
        ready(job, settings, device, packed)
    else:
        job.policy.model.set_attn_implementation("sdpa")  # stores what the other fused kernels store
    accumulate = micro_batches(job, settings, settings.devices, packed)
    shards = settings.devices if settings.strategy == "fsdp2" else 1
    load = _load(job, settings, device, packed, accumulate, shards)
    need = memory(job.policy.model, load)
    known = job.summary() if job.tokens else {}  # a module that makes its data as it goes knows no tokens yet
    text = (_model(job), _steps(job, settings, load, accumulate, known), _memory(need, load, settings, device), _files(job, settings))
    return "\n".join((*_account(known), *text))


def _load(job: Job, settings: Settings, device: str, packed: bool, accumulate: int, shards: int) -> Load:
    """The largest micro-batch there can be."""
    columns = (settings.micro_tokens or job.columns) if packed else job.columns
    cells = settings.micro_tokens or settings.batch_tokens // (accumulate * settings.devices)
    rows = max(1, cells // columns)
    if settings.batch_examples and not settings.micro_tokens:
        rows = -(-settings.batch_examples // (accumulate * settings.devices))
    return Load(rows, columns, packed, in_bf16(settings, device), settings.gradient_checkpointing, shards)


def _account(known: dict[str, Any]) -> list[str]:
    return ["data", *(f"  {name:44} {count:>10,}" for name, count in known["account"])] if known else []


def _model(job: Job) -> str:
    model = job.policy.model
    every, trained = (sum(p.numel() for p in model.parameters() if p.requires_grad or whole) for whole in (True, False))
    kind = model.config.model_type
    return f"model    {kind}, {every:,} parameters, {trained:,} trained, vocabulary {len(job.policy.tokenizer):,}"


def _steps(job: Job, settings: Settings, load: Load, accumulate: int, known: dict[str, Any]) -> str:
    text = f"steps    {job.steps:,}"
    if tokens := known.get("tokens"):
        flops = flops_per_token(job.policy.model, job.tokens) * tokens
        text += f", {tokens:,} tokens in all, {tokens / max(1, job.steps):,.0f} a step; {flops:.3g} operations"
    kind = "packed" if load.packed else "padded"
    processes = f"each of {settings.devices} processes" if settings.devices > 1 else "one process"
    return f"{text}\nrows     {kind}, micro-batches of up to {load.rows} × {load.columns}, {accumulate} a step in {processes}"


def _memory(need: Memory, load: Load, settings: Settings, device: str) -> str:
    parts = ", ".join(
        f"{name} {_gb(getattr(need, name))}" for name in ("weights", "gradients", "optimiser", "gathered", "activations", "head")
    )
    how = f"{'bf16' if load.bf16 else 'fp32'}, {settings.strategy if settings.devices > 1 else 'one process'}"
    return f"memory   about {_gb(need.total)} in each process on {device} ({how}), libraries not counted: {parts}"


def _files(job: Job, settings: Settings) -> str:
    sizes = [(p.numel() * p.itemsize, p.requires_grad) for p in job.policy.model.parameters()]
    trained, whole = sum(size for size, needed in sizes if needed), sum(size for size, _ in sizes)
    sources = (settings.data, settings.model) if job.tokens else (settings.model,)  # a module that makes its data reads none
    read = [str(path) for part in sources if (path := getattr(part, "path", None)) is not None]
    export = trained if settings.export == "adapter" else whole
    return (
        f"reads    {', '.join(read) or 'nothing'}\n"
        f"writes   {settings.out}: config.yaml, checkpoints/ ({KEPT} × {_gb(3 * trained)}), curves, export/ ({_gb(export)}), summary.json"
    )


def _gb(count: float) -> str:
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{count / 1e6:.1f} MB"
