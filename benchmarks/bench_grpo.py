"""One step of GRPO against TRL's GRPOTrainer on this CPU: the same model, prompts, rollouts, lengths and optimiser, one thread each.

    python benchmarks/bench_grpo.py base=runs/demo/base [rounds=3] [few=2] [many=8] [folder=DIR]

A step is 4 prompts with 16 replies each of at most 96 tokens at temperature 1, rewards from the text alone, one AdamW update. TRL runs at the
settings found best for it here: all 64 replies in one batch, float32, no KL (no reference model), no checkpoints, no logging. Cost of a step:
(a run of `many` steps − a run of `few`) / their difference, so that start-up cancels; runs in fresh processes, interleaved. Replies differ in
length between the two, so rates are per token: prompt and reply tokens that a step reads and writes.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import harness

PROMPTS, GROUP, REPLY = 4, 16, 96
TASKS = "graphs/max_cut"


def main() -> None:
    """Run both sides in turn and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("settings", nargs="*", help="base=RUN rounds=N few=N many=N folder=DIR")
    words = parser.parse_args().settings
    if words and words[0] in ("ours", "trl"):
        child(words[0], Path(words[1]), int(words[2]), Path(words[3]))
        return
    given = dict(word.split("=", 1) for word in words)
    few, many, base = int(given.get("few", 2)), int(given.get("many", 8)), given["base"]
    found: dict[str, list[dict[str, float]]] = {"ours": [], "trl": []}
    for number in range(int(given.get("rounds", 3))):
        for side in ("ours", "trl") if number % 2 == 0 else ("trl", "ours"):
            short, long = (once(side, base, steps, given.get("folder")) for steps in (few, many))
            steps = many - few
            cost = {name: (long[name] - short[name]) / steps for name in ("cpu_s", "wall_s")}
            found[side].append({**cost, "tokens": (long["tokens"] - short["tokens"]) / steps, "peak_mb": long["peak_mb"]})
            print(side, found[side][-1], flush=True)
    rows = []
    for clock in ("cpu_s", "wall_s"):
        each = {side: [one[clock] / one["tokens"] * 1e6 for one in ones] for side, ones in found.items()}
        ratios = [t / o for o, t in zip(each["ours"], each["trl"], strict=True)]
        low, high = harness.median_interval(ratios)
        medians = [statistics.median(each[side]) for side in ("ours", "trl")]
        name = f"GRPO step, {clock[:-2]} time per token"
        rows.append(harness.Row(name, *medians, "TRL 1.16 GRPOTrainer", "us", statistics.median(ratios), low, high, len(ratios)))
    print(harness.show(rows))
    harness.write("grpo", rows, steps=[few, many], prompts=PROMPTS, group=GROUP, reply_tokens=REPLY, threads=1, samples=found)


def once(side: str, base: str, steps: int, folder: str | None) -> dict[str, float]:
    """One run in a process of its own."""
    out = Path(tempfile.mkdtemp(dir=folder))
    began = time.monotonic()
    command = [sys.executable, __file__, side, base, str(steps), str(out)]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    shutil.rmtree(out, ignore_errors=True)
    if done.returncode:
        raise SystemExit(f"{side}: {done.stderr[-3000:]}")
    return {**json.loads(done.stdout.strip().split("\n")[-1]), "wall_s": time.monotonic() - began}


def child(side: str, base: Path, steps: int, out: Path) -> None:
    """Run, then print what it cost."""
    import torch

    torch.set_num_threads(1)
    tokens = ours(base, steps, out) if side == "ours" else trl(base, steps, out)
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    cpu = sum(u.ru_utime + u.ru_stime for u in used)
    print(json.dumps({"cpu_s": cpu, "peak_mb": used[0].ru_maxrss / 1024, "tokens": tokens}))


def reward(text: str) -> float:
    """A number in [0, 1) that depends on the text alone."""
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "replace")).digest()[:6], "big") / 2**48


def ours(base: Path, steps: int, out: Path) -> float:
    """`eft fit` with programs scored by their text. Returns the tokens read and written."""
    from eft import fit
    from eft.search.store import Store

    fit.main([
        "configs/fit/grpo.yaml", "--quiet", f"model.path={base}", f"module.tasks={TASKS}", "module.evaluator=fake", f"module.parents={PROMPTS}",
        f"module.group={GROUP}", f"module.rounds={steps}", f"module.prompting.max_tokens={REPLY}", "module.archive.capacity=1",
        "module.overlong.mode=none", "checkpoint_every=1000000", "log_every=1000000", "threads=1", "batch_tokens=16000", f"out={out / 'run'}",
    ])  # fmt: skip
    with Store(out / "run" / "run.db") as store:
        return float(store.usage()[0])


def trl(base: Path, steps: int, out: Path) -> float:
    """TRL's trainer on the same prompts. Returns the tokens read and written."""
    import warnings

    warnings.simplefilter("ignore")
    from datasets import Dataset
    from trl import GRPOConfig, GRPOTrainer

    from eft.evaluation.instances import space
    from eft.evaluation.tasks import select
    from eft.models._policy import read_policy
    from eft.text.prompt import Context, Node, render
    from eft.text.render import prompt_tokens

    policy = read_policy(base)
    asked = [render(Context(task, task.initial, space=space(task), lineage=(Node("v0", "=", ""),)), "compact") for task in select([TASKS])]
    chats = [[{"role": m.role, "content": m.content} for m in messages] for messages in asked]
    lengths = [len(prompt_tokens(messages, policy.tokenizer)) for messages in asked]
    seen: list[float] = []

    def rewards(completions: Any, completion_ids: Any, prompts: Any, **_: Any) -> list[float]:
        size = {json.dumps(chat): length for chat, length in zip(chats, lengths, strict=True)}
        seen.append(sum(len(ids) for ids in completion_ids) + sum(size[json.dumps(prompt)] for prompt in prompts))
        return [reward(completion[0]["content"]) for completion in completions]

    config = GRPOConfig(
        output_dir=str(out), max_steps=steps, per_device_train_batch_size=PROMPTS * GROUP, num_generations=GROUP, max_completion_length=REPLY,
        learning_rate=1e-4, temperature=1.0, top_p=1.0, beta=0.0, use_cpu=True, bf16=False, save_strategy="no", logging_strategy="no",
        report_to=[], gradient_checkpointing=False, disable_dropout=True, optim="adamw_torch_fused", seed=0, disable_tqdm=True,
    )  # fmt: skip
    data = Dataset.from_list([{"prompt": chat} for chat in chats * (steps * PROMPTS)])
    GRPOTrainer(model=policy.model, reward_funcs=rewards, args=config, train_dataset=data, processing_class=policy.tokenizer).train()
    return float(sum(seen))


if __name__ == "__main__":
    main()
