"""Tokens per second of `local` against plain transformers, at 64 rollouts of one prompt, on one thread of this processor.

    python benchmarks/bench_generation.py [samples=5] [tokens=128] [cases=large,small]

Random weights, prompt of 512 (large: 11.3 M parameters) or 130 tokens (small: the demo's 1.1 M). Ours is the whole backend: chat template,
seeds, log-probabilities, text. Rivals, at their best settings here: `generate` (do_sample, num_return_sequences=64; sdpa and eager, dynamic
and static cache, each tried once, the fastest is then measured) and transformers' continuous batching (`generate_batch`). They
return no log-probabilities. Samples are interleaved in one process; times are CPU seconds of all its threads, and wall seconds.
"""

from __future__ import annotations

import asyncio
import dataclasses
import gc
import statistics
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from harness import Row, median_interval, show, write

from eft.backends.local import Local
from eft.models._policy import read_policy, write_policy
from eft.models.nano import Nano
from eft.text.render import prompt_tokens
from eft.types import Message, Request

ROLLOUTS = 64
CASES = {
    "large": (Nano(hidden=384, layers=6, heads=6, head_dim=64, feed_forward=896, vocabulary=4096, min_frequency=2), 512),
    "small": (Nano(hidden=128, layers=4, heads=2, head_dim=64, feed_forward=352, vocabulary=1536, min_frequency=2), 130),
}
Sampler = Callable[[], int]  # returns the number of tokens sampled, the end token included


def prompt_of(tokenizer: Any, text: str, tokens: int) -> tuple[Message, ...]:
    """A user message whose prompt has `tokens` tokens, or one or two fewer."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        fits = len(prompt_tokens((Message("user", text[:middle]),), tokenizer)) <= tokens
        low, high = (middle, high) if fits else (low, middle - 1)
    return (Message("user", text[:low]),)


def ours(folder: Path, messages: tuple[Message, ...], tokens: int) -> Sampler:
    """The whole backend."""
    backend = Local(path=folder, max_batch=ROLLOUTS).build()
    requests = [Request(f"r{k}", messages, seed=k, temperature=1.0, max_tokens=tokens) for k in range(ROLLOUTS)]

    def run() -> int:
        async def ask() -> int:
            return sum(reply.tokens_out for reply in await backend.generate(requests))

        return asyncio.run(ask())

    return run


def plain(folder: Path, prompt: list[int], tokens: int, attention: str, cache: str | None) -> Sampler:
    """`generate` with all rollouts as one batch."""
    policy = read_policy(folder)
    model, end = policy.model.eval(), policy.tokenizer.eos_token_id
    model.set_attn_implementation(attention)
    drawing = {"do_sample": True, "temperature": 1.0, "top_k": 0, "top_p": 1.0}
    chosen = {**drawing, "max_new_tokens": tokens, "num_return_sequences": ROLLOUTS, "cache_implementation": cache}

    def run() -> int:
        with torch.inference_mode():
            out = model.generate(torch.tensor([prompt]), attention_mask=torch.ones(1, len(prompt)), **chosen)
        return sum(row.index(end) + 1 if end in row else len(row) for row in out[:, len(prompt) :].tolist())

    return run


def continuous(folder: Path, prompt: list[int], tokens: int) -> Sampler:
    """transformers' continuous batching."""
    from transformers import GenerationConfig

    policy = read_policy(folder)
    policy.model.eval()
    end = policy.tokenizer.eos_token_id
    config = GenerationConfig(
        do_sample=True, temperature=1.0, top_k=0, top_p=1.0, max_new_tokens=tokens, eos_token_id=end, pad_token_id=policy.tokenizer.pad_token_id
    )  # fmt: skip

    def run() -> int:
        with torch.inference_mode():
            found = policy.model.generate_batch([prompt] * ROLLOUTS, generation_config=config, progress_bar=False)
        counted = sum(len(output.generated_tokens) for output in found.values())
        if len(found) != ROLLOUTS or not counted:
            raise RuntimeError(f"continuous batching answered {len(found)} of {ROLLOUTS} requests with {counted} tokens")
        return counted

    return run


def timed(run: Sampler) -> tuple[float, float]:
    """CPU and wall milliseconds per token."""
    gc.collect()
    cpu, wall = time.process_time(), time.perf_counter()
    count = run()
    return 1e3 * (time.process_time() - cpu) / count, 1e3 * (time.perf_counter() - wall) / count


def rows(case: str, rival: str, pairs: list[tuple[tuple[float, float], tuple[float, float]]]) -> list[Row]:
    """One row for CPU and one for wall time; pairs are (ours, rival)."""
    out = []
    for index, clock in enumerate(("CPU", "wall")):
        ratios = [b[index] / a[index] for a, b in pairs]
        low, high = median_interval(ratios)
        mine, theirs = (statistics.median(side[index] for side in column) for column in zip(*pairs, strict=True))
        values = (float(f"{v:.4g}") for v in (statistics.median(ratios), low, high))
        out.append(Row(f"{case}, {clock}", float(f"{mine:.4g}"), float(f"{theirs:.4g}"), rival, "ms/token", *values, len(pairs)))
    return out


def measure(case: str, samples: int, tokens: int, tried: dict[str, Any]) -> list[Row]:
    """All contenders of one case."""
    nano, length = CASES[case]
    texts = [file.read_text() for file in sorted((Path(__file__).parents[1] / "eft").rglob("*.py"))]
    with tempfile.TemporaryDirectory() as folder_name:
        folder = Path(folder_name) / "model"
        policy = nano.build(texts, seed=0)
        write_policy(policy, folder)
        messages = prompt_of(policy.tokenizer, "\n".join(texts), length)
        prompt = prompt_tokens(messages, policy.tokenizer)
        parameters = sum(p.numel() for p in policy.model.parameters())
        mine = ours(folder, messages, tokens)
        settings = [(attention, cache) for attention in ("sdpa", "eager") for cache in (None, "static")]
        plains = {f"generate {a}, {c or 'dynamic'} cache": plain(folder, prompt, tokens, a, c) for a, c in settings}
        first = {name: timed(run) for name, run in plains.items()}
        best = min(first, key=lambda name: first[name][0])
        rivals = {f"transformers {best}": plains[best]}
        report = tried[case] = {"parameters": parameters, "prompt_tokens": len(prompt), "new_tokens": tokens, "rollouts": ROLLOUTS}
        report["tried once, CPU ms/token"] = {name: round(cpu, 3) for name, (cpu, _) in first.items()}
        try:
            batching = continuous(folder, prompt, tokens)
            timed(batching)
            rivals["transformers continuous batching"] = batching
        except Exception as error:  # whatever keeps it from running here is part of the result
            report["continuous batching"] = f"does not run: {type(error).__name__}: {str(error)[:300]}"
        timed(mine)
        pairs: dict[str, list[Any]] = {name: [] for name in rivals}
        for number in range(samples):
            for name, run in rivals.items():
                pair = (timed(mine), timed(run)) if number % 2 == 0 else (timed(run), timed(mine))[::-1]
                pairs[name].append(pair)
                print(f"{case} {name}: ours {pair[0][0]:.2f}, rival {pair[1][0]:.2f} ms CPU/token", flush=True)
    return [row for name in rivals for row in rows(f"{case}: {parameters / 1e6:.1f} M, prompt {len(prompt)}", name, pairs[name])]


def main() -> None:
    """Measure, print, write."""
    options = dict(word.split("=", 1) for word in sys.argv[1:])
    samples, tokens = int(options.get("samples", 5)), int(options.get("tokens", 128))
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    tried: dict[str, Any] = {}
    found = [row for case in options.get("cases", "large,small").split(",") for row in measure(case, samples, tokens, tried)]
    print(show(found))
    rates = {f"{row.case}, {row.rival_name}": [round(1e3 / row.ours), round(1e3 / row.rival)] for row in found}
    import transformers

    versions = {"torch": torch.__version__, "transformers": transformers.__version__, "threads": 1}
    path = write("generation", found, versions=versions, tried=tried, tokens_per_second=rates)
    print(path, {name: dataclasses.asdict(nano) for name, (nano, _) in CASES.items()} and "")


if __name__ == "__main__":
    main()
