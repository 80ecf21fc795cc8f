"""A model that writes edits: trained in seconds on a few replies to the first prompt of one task."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

TASK = "packing/circles_in_square/n=26"


def replies() -> list[str]:
    """Four different edits of the task's seed program and one reply that is none."""
    from eft.evaluation.tasks import find
    from eft.text.blocks import region, spans
    from eft.text.diff import diff_edit

    source = find(TASK).initial
    lines = source.split("\n")
    _, high = spans(lines)[0]
    found = []
    for number in (1, 2, 3, 4):
        child = "\n".join([*lines[:high], f"    # {number}", *lines[high:]])
        assert region(child) != region(source)
        found.append(diff_edit(source, child, "Add a line."))
    return [*found, "I would rather not."]


def fit(model: object, sequences: Sequence[tuple[list[int], list[int]]], steps: int) -> None:
    """Plain next-token training, all sequences in every step."""
    import torch

    torch.manual_seed(0)
    optimizer = torch.optim.AdamW(model.parameters(), lr=5e-3)  # type: ignore[attr-defined]
    for _ in range(steps):
        loss = torch.zeros(())
        for prompt, answer in sequences:
            ids = torch.tensor([prompt + answer])
            logits = model(input_ids=ids, use_cache=False).logits[0, len(prompt) - 1 : -1]  # type: ignore[operator]
            loss = loss + torch.nn.functional.cross_entropy(logits, ids[0, len(prompt) :])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


@pytest.fixture(scope="session")
def edit_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Hugging Face folder. Asked for an edit of the task's seed program it gives one of `replies`, about equally often."""
    from eft.evaluation.instances import space
    from eft.evaluation.tasks import find
    from eft.models._policy import write_policy
    from eft.models.nano import Nano
    from eft.text.prompt import Context, Node, render
    from eft.text.render import prompt_tokens

    task = find(TASK)
    messages = render(Context(task, task.initial, space=space(task), lineage=(Node("v0", "=", ""),)), "compact")
    texts = [*(m.content for m in messages), *replies()] * 4
    nano = Nano(hidden=32, layers=1, heads=2, head_dim=16, feed_forward=48, context=1024, vocabulary=600, min_frequency=2)
    policy = nano.build(texts, seed=3)
    prompt, end = prompt_tokens(messages, policy.tokenizer), policy.tokenizer.eos_token_id
    answers = [[*policy.tokenizer.encode(text, add_special_tokens=False), end] for text in replies()]
    fit(policy.model, [(prompt, answer) for answer in answers], steps=60)
    folder = tmp_path_factory.mktemp("edits") / "model"
    write_policy(policy, folder)
    return folder
