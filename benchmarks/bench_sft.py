"""Supervised fine-tuning of small models on a CPU: `eft fit`'s trainer against TRL's SFTTrainer with the settings that suit it best here.

    python benchmarks/bench_sft.py [steps=40] [rounds=7] [shapes=nano,small] [threads=1]

Same Qwen3 architecture and initial weights, same documents (random tokens, lengths between 40 and 512), same number of documents a step and
steps, float32, AdamW with the same settings, loss on all tokens, no recomputation. TRL three times, the fastest counts: rows padded and
grouped by length with the `eager` and the `sdpa` kernel, and packed rows (best fit decreasing; rows of 512, as many a step as hold the same
tokens). Every side is a process of its own that trains when asked, in turns. Measured: processor time of the training loop (start and
export are not in it), as tokens per processor second, and each process's peak memory after import, data and model are there.
"""

from __future__ import annotations

import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from harness import Row, median_interval, show, write

DOCUMENTS, LONGEST = 8, 512  # documents a step, tokens
SHAPES = {
    "nano": {"hidden_size": 128, "num_hidden_layers": 4, "num_attention_heads": 2, "intermediate_size": 344, "vocab_size": 2048},
    "small": {"hidden_size": 384, "num_hidden_layers": 6, "num_attention_heads": 6, "intermediate_size": 1024, "vocab_size": 4096},
}
SIDES = {"ours": "", "padded eager": "eager", "padded sdpa": "sdpa", "packed sdpa": "sdpa"}


def model_of(shape: str, kernel: str) -> Any:
    """Qwen3 from a fixed seed."""
    import torch
    from transformers import Qwen3Config, Qwen3ForCausalLM

    sizes = SHAPES[shape] | {"num_key_value_heads": SHAPES[shape]["num_attention_heads"], "head_dim": 64}
    torch.manual_seed(0)
    config = Qwen3Config(**sizes, max_position_embeddings=1024, tie_word_embeddings=True, pad_token_id=0, eos_token_id=1, bos_token_id=None)
    return Qwen3ForCausalLM._from_config(config, attn_implementation=kernel or "eager")


def documents(shape: str, steps: int) -> list[list[int]]:
    """Random tokens; lengths log-uniform."""
    import numpy as np

    draw = np.random.default_rng(0)
    sizes = np.exp(draw.uniform(math.log(40), math.log(LONGEST), steps * DOCUMENTS)).astype(int)
    return [draw.integers(5, SHAPES[shape]["vocab_size"], size).tolist() for size in sizes]


class Clock:
    """Processor time between the first and the last step."""

    def __init__(self) -> None:
        self.seconds = self.wall = 0.0

    def begin(self) -> None:
        self._cpu, self._real = time.process_time(), time.perf_counter()

    def end(self) -> None:
        self.seconds, self.wall = time.process_time() - self._cpu, time.perf_counter() - self._real


def tokenizer() -> Any:
    """Both sides want one; nothing is tokenised."""
    from tokenizers import Tokenizer, models
    from transformers import PreTrainedTokenizerFast

    bare = Tokenizer(models.BPE(vocab={"<pad>": 0, "<end>": 1, "a": 2}, merges=[]))
    return PreTrainedTokenizerFast(tokenizer_object=bare, pad_token="<pad>", eos_token="<end>")


def train_ours(model: Any, texts: list[list[int]], folder: Path, clock: Clock) -> int:
    """`trainer.train` on the steps that `eft fit` would plan; gives their number."""
    import lightning.pytorch as pl

    from eft.log import Log, Progress
    from eft.models._policy import Policy
    from eft.text.render import Example
    from eft.training.account import Account
    from eft.training.batches import plan_steps
    from eft.training.examples import Examples
    from eft.training.modules.sft import Sft, SftModule
    from eft.training.optimizer import Optimizer
    from eft.training.settings import Settings
    from eft.training.supervised import Prepared
    from eft.training.trainer import train

    class Timed(pl.Callback):
        def on_train_start(self, trainer: Any, module: Any) -> None:
            clock.begin()

        def on_train_end(self, trainer: Any, module: Any) -> None:
            clock.end()

    optimizer = Optimizer(lr=1e-3, warmup_steps=0, decay_from=0.0, weight_decay=0.01, beta2=0.98)
    cells = DOCUMENTS * sum(map(len, texts)) // len(texts)
    settings = Settings(optimizer=optimizer, batch_tokens=cells, max_tokens=LONGEST, precision="fp32", log_every=1000, out=folder)
    examples = Examples.of([Example(tuple(text), (1.0,) * len(text)) for text in texts])
    plan = plan_steps(examples.lengths, seed=0, batch_tokens=cells, epochs=1.0)
    policy = Policy(model, tokenizer())
    job = Prepared(settings, policy, examples, plan, Account(), []).job(SftModule(Sft(prompt_weight=1.0), policy, optimizer, len(plan)))
    job.callbacks.append(Timed())
    job.summary = dict
    train(job, settings, Log(folder), Progress("", None, quiet=True))
    return len(plan)


def train_trl(model: Any, texts: list[list[int]], folder: Path, clock: Clock, packed: bool) -> int:
    """SFTTrainer; gives the number of its steps."""
    from datasets import Dataset
    from transformers import TrainerCallback
    from trl import SFTConfig, SFTTrainer

    class Timed(TrainerCallback):
        def on_train_begin(self, *rest: Any, **more: Any) -> None:
            clock.begin()

        def on_train_end(self, *rest: Any, **more: Any) -> None:
            clock.end()

    tokens = sum(map(len, texts))
    rows = max(1, round(tokens * DOCUMENTS / len(texts) / LONGEST))
    config = SFTConfig(
        output_dir=str(folder), use_cpu=True, bf16=False, num_train_epochs=1, learning_rate=1e-3, weight_decay=0.01, adam_beta2=0.98,
        optim="adamw_torch_fused", lr_scheduler_type="linear", warmup_steps=0, max_grad_norm=1.0, gradient_checkpointing=False,
        per_device_train_batch_size=rows if packed else DOCUMENTS, packing=packed, max_length=LONGEST,
        train_sampling_strategy="random" if packed else "group_by_length", dataloader_pin_memory=False, save_strategy="no",
        report_to="none", logging_steps=100_000, disable_tqdm=True, completion_only_loss=False,
    )  # fmt: skip
    data = Dataset.from_dict({"input_ids": texts})
    trainer = SFTTrainer(model, config, train_dataset=data, processing_class=tokenizer(), callbacks=[Timed()])
    trainer.train()
    return int(trainer.state.global_step)


def work(side: str, shape: str, steps: int) -> None:
    """A worker: for every line read, train from the start and answer with figures."""
    import resource

    import torch

    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    texts = documents(shape, steps)
    for _ in sys.stdin:
        clock = Clock()
        model = model_of(shape, SIDES[side])
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "run"
            done = train_ours(model, texts, out, clock) if side == "ours" else train_trl(model, texts, out, clock, "packed" in side)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        figures = {"cpu_s": clock.seconds, "wall_s": clock.wall, "steps": done, "peak_mb": peak / 1024, "grown_mb": (peak - before) / 1024}
        print("FIGURES " + json.dumps(figures | {"tokens": sum(map(len, texts))}), flush=True)


class Worker:
    """One side in a process of its own."""

    def __init__(self, side: str, shape: str, steps: int, threads: str) -> None:
        environment = os.environ | {"OMP_NUM_THREADS": threads, "OMP_WAIT_POLICY": "PASSIVE", "HF_HUB_OFFLINE": "1"}
        command = [sys.executable, __file__, "--worker", side, shape, str(steps)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
        )
        self.samples: list[dict[str, float]] = []

    def sample(self, keep: bool = True) -> None:
        """Train once. Figures of the first time are not kept: it warms up."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write("go\n")
        self._process.stdin.flush()
        line = next(line for line in self._process.stdout if line.startswith("FIGURES "))
        if keep:
            self.samples.append(json.loads(line.removeprefix("FIGURES ")))

    def close(self) -> None:
        """End the process."""
        self._process.communicate()

    def speed(self) -> list[float]:
        """Tokens per second of processor time."""
        return [sample["tokens"] / sample["cpu_s"] for sample in self.samples]


def compare(shape: str, steps: int, rounds: int, threads: str) -> tuple[Row, dict[str, Any]]:
    """All sides in turns; ours against the fastest rival."""
    sides = {side: Worker(side, shape, steps, threads) for side in SIDES}
    for turn in range(rounds + 1):
        for side in sides if turn % 2 else reversed(sides):
            sides[side].sample(keep=turn > 0)
    for worker in sides.values():
        worker.close()
    best = max((side for side in sides if side != "ours"), key=lambda side: statistics.median(sides[side].speed()))
    ours, rival = sides["ours"].speed(), sides[best].speed()
    ratios = [a / b for a, b in zip(ours, rival, strict=True)]
    low, high = median_interval(ratios)
    values = (statistics.median(ours), statistics.median(rival), statistics.median(ratios), low, high)
    own, other, ratio, low, high = (float(f"{value:.4g}") for value in values)
    details = {
        side: {name: round(statistics.median(sample[name] for sample in worker.samples), 1) for name in worker.samples[0]}
        | {"tokens_per_cpu_s": round(statistics.median(worker.speed()))}
        for side, worker in sides.items()
    }
    return Row(f"sft, {shape}", own, other, f"TRL SFTTrainer, {best}", "tok/s", ratio, low, high, rounds), details


def main() -> None:
    """Measure, print, write benchmarks/results/sft.json."""
    if sys.argv[1:2] == ["--worker"]:
        work(sys.argv[2], sys.argv[3], int(sys.argv[4]))
        return
    given = dict(word.split("=", 1) for word in sys.argv[1:])
    steps, rounds, threads = int(given.get("steps", "40")), int(given.get("rounds", "7")), given.get("threads", "1")
    rows, details = [], {}
    for shape in given.get("shapes", "nano,small").split(","):
        row, details[shape] = compare(shape, steps, rounds, threads)
        rows.append(row)
        print(show([row]).splitlines()[-1], json.dumps(details[shape], indent=1), flush=True)
    measure = "tokens per second of processor time of the training loop; ratio ours / rival; details: medians of each side, memory in MB"
    print(write("sft", rows, measure=measure, threads=int(threads), steps=steps, details=details))


if __name__ == "__main__":
    main()
