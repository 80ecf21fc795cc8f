"""Small Qwen3 folders for the lane: untrained with wide weights (so that distributions are far from flat), adapters, and one that edits."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import torch

from eft.models._policy import Policy, read_policy, write_policy
from eft.models.nano import Nano
from eft.text.diff import diff_edit
from eft.text.render import prompt_tokens
from eft.types import Message

NANO = Nano(hidden=64, layers=3, heads=2, head_dim=32, feed_forward=96, context=1024, vocabulary=420, min_frequency=4)
LINES = ("        x.sort()", "    n = max(n, 2)", "        x[0] = 0.5", "            trial = 0")


def examples(program: str, count: int = 300) -> list[tuple[str, str]]:
    """Prompts that show the program, and edits of it: one line put in or taken out."""
    found = []
    for number in range(count):
        draw = random.Random(number)
        lines = program.split("\n")
        at = draw.randrange(3, 9)
        changed = [*lines[:at], draw.choice(LINES), *lines[at:]] if draw.random() < 0.6 else [*lines[:at], *lines[at + 1 :]]
        found.append((f"program:\n{program}\nedit {draw.randrange(10)}", diff_edit(program, "\n".join(changed), "Change one line.")))
    return found


def corpus() -> list[str]:
    """Texts for the tokenizer: the same for every folder, or the folders would not be versions of one model."""
    from conftest import PROGRAM

    return [text for pair in examples(PROGRAM, 60) for text in pair]


def _built(seed: int) -> Policy:
    return NANO.build(corpus(), seed)


def write_plain(folder: Path, seed: int) -> Path:
    """Untrained weights, three times as wide as usual."""
    policy = _built(seed)
    with torch.no_grad():
        for weight in policy.model.parameters():
            if weight.dim() == 2:
                weight.mul_(3.0)
    write_policy(policy, folder)
    return folder


def write_adapter(folder: Path, base: Path, seed: int) -> Path:
    """A PEFT adapter with weights that matter."""
    from peft import LoraConfig, get_peft_model

    torch.manual_seed(seed)
    adapted: Any = get_peft_model(
        read_policy(base).model, LoraConfig(r=4, lora_alpha=16, target_modules="all-linear", task_type="CAUSAL_LM")
    )  # type: ignore[arg-type]
    for name, weight in adapted.named_parameters():
        if "lora_B" in name:
            torch.nn.init.normal_(weight, std=0.1)
    adapted.save_pretrained(folder)
    return folder


def write_editor(folder: Path, program: str, steps: int = 120, batch: int = 8) -> Path:
    """Weights that have seen edits of `program`: some replies are good edits, some are not."""
    policy = _built(3)
    model, tokenizer = policy.model, policy.tokenizer
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    rows = []
    for prompt, reply in examples(program):
        head = prompt_tokens((Message("user", prompt),), tokenizer)
        rows.append((head, [*tokenizer.encode(reply, add_special_tokens=False), tokenizer.eos_token_id]))
    draw = random.Random(0)
    for _ in range(steps):
        chosen = draw.sample(rows, batch)
        width = max(len(head) + len(tail) for head, tail in chosen)
        ids = torch.zeros((batch, width), dtype=torch.long)
        labels = torch.full((batch, width), -100)
        for row, (head, tail) in enumerate(chosen):
            ids[row, : len(head) + len(tail)] = torch.tensor([*head, *tail])
            labels[row, len(head) : len(head) + len(tail)] = torch.tensor(tail)
        loss = model(ids, labels=labels, use_cache=False).loss  # padding stands behind, where causal attention does not look
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    write_policy(policy, folder)
    return folder
