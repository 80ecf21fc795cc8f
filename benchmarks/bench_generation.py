"""Tokens per second of `local` against plain transformers, at 64 rollouts of one prompt, on one thread of this processor.

    python benchmarks/bench_generation.py [samples=5] [tokens=64] [cases=small,large] [rivals=generate,continuous]

Rows of the result file that are not measured again are kept.

Random weights, prompt of 512 (large: 11.3 M parameters) or 130 tokens (small: the demo's 1.1 M). Ours is the whole backend: chat template,
seeds, log-probabilities, text. Rivals, at their best settings here: `generate` (do_sample, num_return_sequences=64; sdpa and eager, dynamic
and static cache are tried at 16 rollouts of 16 tokens, the fastest is then measured) and transformers' continuous batching
(`generate_batch`, a third of the samples). They return no log-probabilities. Samples are interleaved in one process; times are CPU
time of all its threads, and wall time.
"""

from __future__ import annotations

import asyncio
import gc
import json
import statistics
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from harness import RESULTS, Row, median_interval, show, write

from eft.backends.local import Local
from eft.models._policy import read_policy, write_policy
from eft.models.nano import Nano
from eft.text.render import prompt_tokens
from eft.types import Message, Request

ROLLOUTS = 64
PAGE = 64  # tokens of a page of continuous batching
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


def plain(folder: Path, prompt: list[int], tokens: int, attention: str, cache: str | None, rollouts: int = ROLLOUTS) -> Sampler:
    """`generate` with all rollouts as one batch."""
    policy = read_policy(folder)
    model, end = policy.model.eval(), policy.tokenizer.eos_token_id
    model.set_attn_implementation(attention)
    drawing = {"do_sample": True, "temperature": 1.0, "top_k": 0, "top_p": 1.0}
    chosen = {**drawing, "max_new_tokens": tokens, "num_return_sequences": rollouts, "cache_implementation": cache}

    def run() -> int:
        with torch.inference_mode():
            out = model.generate(torch.tensor([prompt]), attention_mask=torch.ones(1, len(prompt)), **chosen)
        return sum(row.index(end) + 1 if end in row else len(row) for row in out[:, len(prompt) :].tolist())

    return run


def continuous(folder: Path, prompt: list[int], tokens: int) -> Sampler:
    """transformers' continuous batching: one prompt forked into the rollouts, pages shared, a cache of the size needed, kept between calls.

    Left to itself it takes most of the memory and fills it with zeros at every call.
    """
    from transformers import ContinuousBatchingConfig, GenerationConfig

    policy = read_policy(folder)
    policy.model.eval()
    end, pad = policy.tokenizer.eos_token_id, policy.tokenizer.pad_token_id
    drawing = {"do_sample": True, "temperature": 1.0, "top_k": 0, "top_p": 1.0}
    config = GenerationConfig(**drawing, max_new_tokens=tokens, num_return_sequences=ROLLOUTS, eos_token_id=end, pad_token_id=pad)
    blocks = ROLLOUTS * (2 + -(-(len(prompt) + tokens) // PAGE))
    paging = ContinuousBatchingConfig(
        page_size=PAGE,
        num_blocks=blocks,
        max_batch_tokens=1024,
        max_requests_per_batch=ROLLOUTS,
        use_cuda_graph=False,
        use_async_batching=False,
    )

    def run() -> int:
        with torch.inference_mode():
            found = policy.model.generate_batch(
                [prompt],
                generation_config=config,
                continuous_batching_config=paging,
                progress_bar=False,
                persistent_manager=True,
                warmup=False,
            )
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


def fastest(case: str, folder: Path, prompt: list[int], tried: dict[str, Any]) -> tuple[str, str | None]:
    """The best of four settings of `generate`, in short runs."""
    settings = [(attention, cache) for attention in ("sdpa", "eager") for cache in (None, "static")]
    short = {chosen: timed(plain(folder, prompt, 16, *chosen, rollouts=16))[0] for chosen in settings}
    tried[case] = {f"{attention}, {cache or 'dynamic'} cache: CPU ms/token": round(v, 3) for (attention, cache), v in short.items()}
    return min(short, key=lambda chosen: short[chosen])


def measure(case: str, rival: str, samples: int, tokens: int, tried: dict[str, Any]) -> list[Row]:
    """One rival in one case."""
    nano, length = CASES[case]
    texts = [file.read_text() for file in sorted((Path(__file__).parents[1] / "eft").rglob("*.py"))]
    with tempfile.TemporaryDirectory() as folder_name:
        folder = Path(folder_name) / "model"
        policy = nano.build(texts, seed=0)
        write_policy(policy, folder)
        messages = prompt_of(policy.tokenizer, "\n".join(texts), length)
        prompt = prompt_tokens(messages, policy.tokenizer)
        million = sum(p.numel() for p in policy.model.parameters()) / 1e6
        if rival == "generate":
            attention, cache = fastest(case, folder, prompt, tried)
            name, run = f"generate, {attention}, {cache or 'dynamic'} cache", plain(folder, prompt, tokens, attention, cache)
        else:
            name, run, samples = "continuous batching", continuous(folder, prompt, tokens), max(1, samples // 3)
        mine = ours(folder, messages, tokens)
        timed(ours(folder, messages, 4))
        title, pairs = f"{case}: {million:.1f} M, prompt {len(prompt)}", []
        for number in range(samples):
            pairs.append((timed(mine), timed(run)) if number % 2 == 0 else (timed(run), timed(mine))[::-1])
            print(f"{title}, {name}: (CPU, wall) ms a token: ours {pairs[-1][0]}, rival {pairs[-1][1]}", flush=True)
        return rows(title, f"transformers {name}", pairs)


def record(found: list[Row], tried: dict[str, Any], tokens: int) -> None:
    """Into the result file, over what it holds of the same cases and rivals."""
    import transformers

    file = RESULTS / "generation.json"
    old = json.loads(file.read_text()) if file.is_file() else {"rows": [], "settings_tried": {}}
    fresh = {(row.case, row.rival_name) for row in found}
    kept = [Row(**row) for row in old["rows"] if (row["case"], row["rival_name"]) not in fresh]
    versions = {"torch": torch.__version__, "transformers": transformers.__version__, "threads": 1}
    settings = {**old.get("settings_tried", {}), **tried}
    write("generation", [*kept, *found], versions=versions, rollouts=ROLLOUTS, new_tokens=tokens, settings_tried=settings)


def main() -> None:
    """Measure, print, write."""
    options = dict(word.split("=", 1) for word in sys.argv[1:])
    samples, tokens = int(options.get("samples", 5)), int(options.get("tokens", 64))
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    for case in options.get("cases", "small,large").split(","):
        for rival in options.get("rivals", "generate,continuous").split(","):
            tried: dict[str, Any] = {}
            found = measure(case, rival, samples, tokens, tried)
            record(found, tried, tokens)
            print(show(found), flush=True)


if __name__ == "__main__":
    main()
