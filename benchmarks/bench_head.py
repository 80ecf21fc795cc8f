"""The output head at a large vocabulary, forwards and backwards: memory and processor time of ours against the usual ways.

`python benchmarks/bench_head.py [TOKENS]`. Every measurement is a fresh process (one thread, float32): its peak of resident memory over
what the tensors themselves take, gradients of hidden states and weights included, and its processor time. Interleaved; ratios are of
neighbours. All must give the same loss and gradient norm.
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

import torch
import torch.nn.functional as F
from harness import Row, median_interval, show, write
from torch import Tensor, nn

from eft.training.head import Head

FEATURES, VOCABULARY, TOKENS, ROUNDS = 384, 151_936, 512, 3
OURS = "ours"
RIVALS = {"checkpointed": "the same chunks under autograd", "plain": "F.cross_entropy of all logits", "torch": "F.linear_cross_entropy"}


def ways(hidden: Tensor, targets: Tensor, output: nn.Linear) -> dict[str, Callable[[], Tensor]]:
    """Sum of −log p by each way."""
    found: dict[str, Callable[[], Tensor]] = {
        OURS: lambda: -Head()(hidden, targets, output, VOCABULARY).logprobs.sum(),
        "checkpointed": lambda: -Head()(hidden, targets, lambda h: output(h), VOCABULARY).logprobs.sum(),
        "plain": lambda: F.cross_entropy(output(hidden), targets, reduction="sum"),
    }
    if hasattr(F, "linear_cross_entropy"):  # torch 2.13
        found["torch"] = lambda: F.linear_cross_entropy(hidden, output.weight, targets, reduction="sum")
    return found


def child(way: str, tokens: int) -> None:
    """One measurement, printed as JSON."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    output = nn.Linear(FEATURES, VOCABULARY, bias=False)
    nn.init.normal_(output.weight, std=0.05)
    hidden, targets = torch.randn(tokens, FEATURES, requires_grad=True), torch.randint(VOCABULARY, (tokens,))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    loss = ways(hidden, targets, output)[way]()
    loss.backward()
    seconds = time.process_time() - started
    peak_mb = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    norm = float(torch.cat([hidden.grad.flatten(), output.weight.grad.flatten()]).norm())
    print(json.dumps({"cpu_s": seconds, "peak_mb": peak_mb, "loss": float(loss.detach()), "norm": norm}))


def measured(way: str, tokens: int) -> dict[str, float]:
    done = subprocess.run([sys.executable, __file__, "child", way, str(tokens)], capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main(tokens: int) -> None:
    names = [OURS, *(name for name in RIVALS if name != "torch" or hasattr(F, "linear_cross_entropy"))]
    rounds = [{name: measured(name, tokens) for name in (names if k % 2 else reversed(names))} for k in range(ROUNDS)]
    for name in names:
        for key in ("loss", "norm"):
            assert abs(rounds[0][name][key] / rounds[0][OURS][key] - 1) < 1e-5, (name, key)
    rows = []
    for key, unit in (("peak_mb", "MB"), ("cpu_s", "s")):
        for name in names[1:]:
            ours, rival = ([r[n][key] for r in rounds] for n in (OURS, name))
            ratios = [b / a for a, b in zip(ours, rival, strict=True)]
            middle = [float(f"{statistics.median(v):.4g}") for v in (ours, rival, ratios)]
            low, high = (float(f"{v:.3g}") for v in median_interval(ratios))
            rows.append(
                Row(f"{key}, {tokens} tokens × {VOCABULARY}", middle[0], middle[1], RIVALS[name], unit, middle[2], low, high, ROUNDS)
            )
    print(show(rows))
    print(write("bench_head", rows, features=FEATURES, vocabulary=VOCABULARY, tokens=tokens))


if __name__ == "__main__":
    if sys.argv[1:2] == ["child"]:
        child(sys.argv[2], int(sys.argv[3]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else TOKENS)
