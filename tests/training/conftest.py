"""A file with the schema of the public Finch Collection and the oddities a reader has to stand, an OpenEvolve trace, a model that writes edits."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

PROGRAM = "import numpy as np\n\n\ndef solve():\n    # EVOLVE-BLOCK-START\n    x = np.zeros({n})\n    # EVOLVE-BLOCK-END\n    return x\n"
LABELS = ("improved", "unchanged", "regressed")


def finch_row(number: int, **changes: Any) -> dict[str, Any]:
    """A row as the publishers wrote it: 25 columns; three messages with the thinking inside the assistant's."""
    system, user = (
        "You are an expert programmer. Improve the program.",
        f"# Current Program\n{PROGRAM.format(n=number)}\nSuggest a change. {number}",
    )
    reasoning = f"Larger arrays may help, say {number + 1}."
    response = f"<<<<<<< SEARCH\n    x = np.zeros({number})\n=======\n    x = np.zeros({number + 1})\n>>>>>>> REPLACE"
    change = {"improved": 0.5, "unchanged": 0.0, "regressed": -0.5}[LABELS[number % 3]]
    row = {
        "domain": "Competitive Programming", "task": f"frontier_cs_{number % 4}",
        "trajectory": [
            {"content": system, "role": "system"}, {"content": user, "role": "user"},
            {"content": f"<think>\n{reasoning}\n</think>\n\n{response}", "role": "assistant"},
        ],
        "improvement_label": LABELS[number % 3], "improvement_delta": json.dumps({"combined_score": change}), "global_uid": "run-7",
        "instance_uid": f"{number:064x}", "iteration": number + 1, "island_id": number % 5, "generation": number % 20,
        "parent_id": f"00000000-0000-4000-8000-{number:012d}", "child_id": f"00000000-0000-4000-9000-{number:012d}",
        "parent_metrics": json.dumps({"combined_score": 1.0}), "child_metrics": json.dumps({"combined_score": 1.0 + change, "eval_time": 0.1}),
        "parent_code": PROGRAM.format(n=number), "child_code": PROGRAM.format(n=number + 1), "metadata": json.dumps({"changes": "Change 1"}),
        "system_prompt": system, "user_prompt": user, "reasoning": reasoning, "response": response, "system_token_length": 11,
        "user_token_length": 60, "reasoning_token_length": 9, "response_token_length": 40,
    }  # fmt: skip
    return row | changes


ODD: dict[str, dict[str, Any]] = {
    "no thinking": {"reasoning": None, "trajectory": None},
    "no system": {"system_prompt": "", "trajectory": None},
    "nan": {"child_metrics": '{"combined_score": NaN, "speed": Infinity}', "improvement_delta": '{"combined_score": -Infinity}'},
    "no json": {"parent_metrics": "{'combined_score': 1.0}", "child_metrics": "evaluation failed"},
    "a list": {"parent_metrics": "[1, 2]", "child_metrics": None},
    "texts in the trajectory": {"system_prompt": None, "user_prompt": None, "reasoning": None, "response": None},
    "unicode": {"user_prompt": "Erdős, Ω(n·log n) 🧬 \u2028 \x00 e\u0301", "response": "π ≈ 3.14159 — 好", "trajectory": None},
    "huge": {"user_prompt": "x = 1\n" * 200_000, "trajectory": None},
    "lengths missing": {"system_token_length": None, "user_token_length": None},
    "upper case": {"improvement_label": " Improved "},
}
BAD: dict[str, dict[str, Any]] = {
    "unknown label": {"improvement_label": "better"},
    "no label": {"improvement_label": None},
    "no answer": {"response": "", "trajectory": None},
    "no prompt": {"user_prompt": None, "trajectory": []},
}


@pytest.fixture
def make_finch() -> Callable[..., dict[str, Any]]:
    """The function `finch_row(number, **changes)`."""
    return finch_row


@pytest.fixture(scope="session")
def finch_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two shards: 40 ordinary rows, the odd ones, the bad ones, and a row that is there twice. The second shard has large strings and more columns."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    folder = tmp_path_factory.mktemp("finch")
    ordinary = [finch_row(number) for number in range(40)]
    others = [finch_row(100 + at, **changes) for at, changes in enumerate((*ODD.values(), *BAD.values()))]
    pq.write_table(pa.Table.from_pylist(ordinary), folder / "train-00000-of-00002.parquet", row_group_size=16)
    table = pa.Table.from_pylist([*others, finch_row(7)])
    fields = [f.with_type(pa.large_string()) if pa.types.is_string(f.type) else f for f in table.schema]
    table = table.cast(pa.schema(fields)).append_column("viewer_index", pa.array(range(len(table))))
    pq.write_table(table, folder / "train-00001-of-00002.parquet")
    return folder


def trace_record(number: int, **changes: Any) -> dict[str, Any]:
    """One line of an `evolution_trace.jsonl`: fields that are None are not written."""
    score = 1.0 + 0.1 * (number % 3)
    record = {
        "iteration": number, "timestamp": 1.75e9 + number, "parent_id": f"p{number}", "child_id": f"c{number}",
        "parent_metrics": {"combined_score": 1.1}, "child_metrics": {"combined_score": score, "validity": 1.0},
        "parent_code": PROGRAM.format(n=number), "child_code": PROGRAM.format(n=number + 1), "parent_changes_description": "before",
        "prompt": {"system": "Improve it.", "user": f"Current program {number}", "responses": ["not this one"]},
        "llm_response": f"<think>Hm {number}.</think>\nThe answer {number}", "improvement_delta": {"combined_score": score - 1.1},
        "island_id": 0, "generation": 2, "metadata": {"iteration_time": 1.5, "changes": "Change 1: replace", "token_usage": {"total": 9}},
    }  # fmt: skip
    return {name: value for name, value in (record | changes).items() if value is not None}


@pytest.fixture
def make_trace() -> Callable[..., dict[str, Any]]:
    """The function `trace_record(number, **changes)`."""
    return trace_record


# --- a model that writes edits: trained in seconds on a few replies to the first prompt of one task

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


def fit(model: Any, sequences: Sequence[tuple[list[int], list[int]]], steps: int) -> None:
    """Plain next-token training, all sequences in every step."""
    import torch

    torch.manual_seed(0)
    optimizer = torch.optim.AdamW(model.parameters(), lr=5e-3)
    width = max(len(prompt) + len(answer) for prompt, answer in sequences)
    ids, wanted = torch.zeros((len(sequences), width), dtype=torch.long), torch.full((len(sequences), width), -100)
    for row, (prompt, answer) in enumerate(sequences):
        ids[row, : len(prompt) + len(answer)] = torch.tensor(prompt + answer)
        wanted[row, len(prompt) : len(prompt) + len(answer)] = torch.tensor(answer)
    for _ in range(steps):
        logits = model(input_ids=ids, use_cache=False).logits
        loss = torch.nn.functional.cross_entropy(logits[:, :-1].flatten(0, 1), wanted[:, 1:].flatten())
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
    asked = [
        render(Context(task, task.initial, space=space(task), lineage=(Node("v0", "=", "", ("x",) * fails),)), "compact")
        for fails in (0, 3, 9)
    ]
    texts = [*(m.content for messages in asked for m in messages), *replies()] * 2
    nano = Nano(hidden=48, layers=2, heads=2, head_dim=24, feed_forward=64, context=1024, vocabulary=500, min_frequency=2)
    policy = nano.build(texts, seed=3)
    end = policy.tokenizer.eos_token_id
    answers = [[*policy.tokenizer.encode(text, add_special_tokens=False), end] for text in replies()]
    prompts = [prompt_tokens(messages, policy.tokenizer) for messages in asked]
    fit(policy.model, [(prompt, answer) for prompt in prompts for answer in answers], steps=150)
    folder = tmp_path_factory.mktemp("edits") / "model"
    write_policy(policy, folder)
    return folder
