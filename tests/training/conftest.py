"""A file with the schema of the public Finch Collection and its oddities, an OpenEvolve trace, a model that writes edits, tiny architectures."""

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


# --- tiny random models of the architectures that are trained, with a byte-level tokenizer and a chat template

CHAT = "{% for m in messages %}<|{{ m.role }}|>{{ m.content }}<|end|>{% endfor %}{% if add_generation_prompt %}<|assistant|>{% endif %}"
VOCABULARY = 320
COMMON = {
    "vocab_size": VOCABULARY, "hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 2, "num_attention_heads": 4,
    "num_key_value_heads": 2, "head_dim": 8, "max_position_embeddings": 65536, "pad_token_id": 0, "eos_token_id": 1, "bos_token_id": None,
}  # fmt: skip
LINEAR = {"linear_num_key_heads": 2, "linear_num_value_heads": 2, "linear_key_head_dim": 8, "linear_value_head_dim": 8}


def byte_tokenizer() -> Any:
    """256 bytes, a few merges, five special tokens."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    special = ["<pad>", "<|end|>", "<|user|>", "<|assistant|>", "<|system|>"]
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY, special_tokens=special, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False
    )
    tokenizer.train_from_iterator(["for i in range(size):\n    best = max(best, value)\n"] * 4, trainer)
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, pad_token="<pad>", eos_token="<|end|>", clean_up_tokenization_spaces=False)
    fast.chat_template = CHAT
    return fast


def random_model(name: str, **changes: Any) -> Any:
    """An untrained model of the named architecture."""
    import torch
    import transformers as t

    kinds = {
        "qwen3": (t.Qwen3Config, t.Qwen3ForCausalLM, {"tie_word_embeddings": False}),
        "qwen3_5": (t.Qwen3_5TextConfig, t.Qwen3_5ForCausalLM, LINEAR | {"layer_types": ["linear_attention", "full_attention"]}),
        "llama": (t.LlamaConfig, t.LlamaForCausalLM, {}),
        "gemma": (t.GemmaConfig, t.GemmaForCausalLM, {}),
        "gemma2": (
            t.Gemma2Config,
            t.Gemma2ForCausalLM,
            {"final_logit_softcapping": 0.5, "attn_logit_softcapping": 0.5, "sliding_window": 16},
        ),
    }
    config, model, more = kinds[name]
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        return model(config(**(COMMON | more | changes)))


@pytest.fixture(scope="session")
def architecture(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Folder of a tiny model by architecture: qwen3, qwen3_5, llama, gemma, gemma2."""
    from eft.models._policy import Policy, write_policy

    root = tmp_path_factory.mktemp("architectures")

    def folder(name: str) -> Path:
        if not (root / name).exists():
            write_policy(Policy(random_model(name), byte_tokenizer()), root / name)
        return root / name

    return folder
