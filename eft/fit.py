"""`eft fit`: train a model on trajectories."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from eft.__main__ import run as run_command
from eft.config import load, parse_arguments
from eft.log import Log, Progress
from eft.runs import open_run_folder, write_atomic
from eft.training.settings import Settings
from eft.training.world import World

USAGE = """eft fit [CONFIG.yaml] [key=value …]

Trains a model on transitions and exports it as a Hugging Face folder to OUT/export. The same command continues a killed run exactly.

  --dry-run                 say what would be trained, how much memory it needs and what is written; write nothing
  model.name=nano           a small model from scratch, with a tokenizer of its own
  model.name=hf model.path=FOLDER   an `eft fit` run or any Hugging Face folder; model.lora_rank=16 trains adapters, export=adapter keeps them apart
  module.name=sft           imitation (the default); kto: improved against regressed edits; grpo: test-time RL, which makes its own data
  data.path=FILE.parquet    what `eft data build` wrote; data.select=all | improved | control | preference (kto) | decisions
  data.name=finch           rows of the public Finch Collection; data.near=0.9 near duplicates, data.decisions=0.1 mixes decisions in
  epochs=1.5 or tokens=5000000      how long (tokens counts real tokens, not padding)
  optimizer.lr=0.002        and warmup_steps, schedule=linear | cosine, decay_from, final, weight_decay, clip
  batch_tokens=2500         cells of a step's padded rectangle, or batch_examples=128; max_tokens leaves longer examples out
  micro_tokens=32768        what fits into memory at once; gradient_checkpointing=true, precision=bf16
  devices=8 strategy=fsdp2  processes on this machine (ddp by default); on several machines run it under torchrun
  validation=0.02           held in and measured every validate_every steps; patience=3 stops early, best=true exports the best
  out=runs/fit              the run folder

example: eft fit configs/fit/sft.yaml data.path=runs/data/transitions.parquet out=runs/base
example: eft fit configs/fit/sft.yaml model.name=hf model.path=runs/base data.select=improved optimizer.lr=6e-4 out=runs/eft
example: eft fit configs/fit/kto.yaml model.path=runs/eft data.path=runs/data out=runs/kto
example: eft fit configs/fit/grpo.yaml model.path=runs/eft module.tasks=[packing/circles_in_square/n=26] out=runs/ttrl
example: eft fit configs/fit/finch_8b.yaml model.path=Qwen3-8B data.path=finch-collection --dry-run"""


def main(argv: Sequence[str]) -> int:
    """Parse, open the run folder, train, export, account."""
    if "--help" in argv or "-h" in argv:
        print(USAGE)
        return 0
    arguments = parse_arguments(argv, ("--quiet", "--dry-run"))
    settings = load(Settings, arguments)
    if "--dry-run" in arguments.flags:
        from eft.training.dry_run import describe as describe_plan

        print(describe_plan(settings))
        return 0
    from eft.training import world as processes

    if settings.devices > 1 and not processes.started():
        return processes.start("eft.fit", argv, settings.devices)
    world = processes.join()
    with ExitStack() as held:
        try:
            done = processes.first_rank_first(world, lambda: _open(settings, world, held))
            summary = json.loads(done.read_text()) if done.is_file() else _run(settings, world, "--quiet" in arguments.flags)
        except processes.Elsewhere:
            return 2
    if world.rank == 0:
        write_atomic(done, (json.dumps(summary, indent=1) + "\n").encode())
        text = getattr(settings.module, "describe", describe)(summary, settings.out)
        write_atomic(settings.out / "summary.txt", (text + "\n").encode())
        print(text)
    return 0


def _open(settings: Settings, world: World, held: ExitStack) -> Path:
    """The run folder; gives the file that a finished run has. Rank 0 comes first, locks and writes, the others find the same settings."""
    open_run_folder(settings.out, "fit", settings)
    if world.rank == 0:
        from eft.search.opening import lock

        held.enter_context(lock(settings.out / "fit"))
    return settings.out / "summary.json"


def _run(settings: Settings, world: World, quiet: bool) -> dict[str, Any]:
    from eft.training.trainer import prepare, train
    from eft.training.world import first_rank_first

    with Log(settings.out) as log:
        job = first_rank_first(world, lambda: prepare(settings))
        with Progress("fit", job.steps, quiet=quiet or world.rank > 0) as progress:
            return train(job, settings, log, progress, world)


def describe(summary: dict[str, Any], out: Path) -> str:
    """The account printed at the end."""
    counts = "\n".join(f"  {name:44} {count:>10,}" for name, count in summary["account"])
    return (
        f"data\n{counts}\n"
        f"trained {summary['parameters'] / 1e6:.2f} M parameters on {summary['tokens']:,} tokens in {summary['steps']:,} steps, "
        f"{summary['seconds']:.0f} s ({summary['tokens_per_s']:.0f} tok/s): loss {summary['loss']:.3f}, "
        f"answer {summary['answer_loss']:.3f} nats/token\n"
        f"tokens: {summary['tokens_per_program']:.1f} per program, {summary['tokens_per_example']:.1f} per example, "
        f"{100 * summary['byte_rate']:.1f} % of program tokens are single bytes; "
        f"held-out programs {summary['heldout_tokens_per_program']:.1f}, {100 * summary['heldout_byte_rate']:.1f} %\n"
        f"model: {out / 'export'}"
    )


if __name__ == "__main__":
    sys.exit(run_command("fit", main))
