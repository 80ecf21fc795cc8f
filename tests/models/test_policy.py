from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import torch

from eft.config import build
from eft.models._policy import model_folder, read_policy, stop_ids, tokenizer_id, write_policy
from eft.models.hf import HuggingFace
from eft.models.nano import Nano
from eft.types import UserError


def copy(folder: Path, target: Path) -> Path:
    shutil.copytree(folder, target)
    return target


def test_folder_loads_with_the_auto_classes(tiny_model: Path) -> None:
    from transformers import AutoModelForCausalLM, AutoTokenizer

    model, tokenizer = AutoModelForCausalLM.from_pretrained(tiny_model), AutoTokenizer.from_pretrained(tiny_model)
    policy = read_policy(tiny_model)
    assert model.config.model_type == "qwen3"
    assert tokenizer.get_vocab() == policy.tokenizer.get_vocab()
    assert all(torch.equal(a, b) for a, b in zip(model.parameters(), policy.model.parameters(), strict=True))
    assert model.config.tie_word_embeddings
    assert model.config.vocab_size % 64 == 0
    assert stop_ids(policy) == {tokenizer.eos_token_id}


def test_weights_follow_the_seed_and_leave_the_global_generator_alone() -> None:
    nano = Nano(hidden=16, layers=1, heads=1, head_dim=16, feed_forward=16, vocabulary=300)
    before = torch.get_rng_state()
    first, again, other = (nano.build(["x = 1\n"], seed).model.state_dict() for seed in (3, 3, 4))
    assert torch.equal(before, torch.get_rng_state())
    name = "model.layers.0.mlp.up_proj.weight"
    assert torch.equal(first[name], again[name])
    assert not torch.equal(first[name], other[name])


def test_default_size() -> None:
    nano = Nano()
    body = 4 * nano.hidden * nano.heads * nano.head_dim + 3 * nano.hidden * nano.feed_forward + 2 * nano.hidden + 2 * nano.head_dim
    policy = nano.build(["x = 1\n"], 0)
    embedding = policy.model.config.vocab_size * nano.hidden
    assert sum(p.numel() for p in policy.model.parameters()) == nano.layers * body + embedding + nano.hidden


def test_run_folder_stands_for_its_export(tiny_model: Path, tmp_path: Path) -> None:
    copy(tiny_model, tmp_path / "export")
    assert model_folder(tmp_path) == tmp_path / "export"


def test_missing_folders(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"nowhere: no such folder"):
        read_policy(tmp_path / "nowhere")
    with pytest.raises(UserError, match=r"no config\.json in it"):
        read_policy(tmp_path)
    (tmp_path / "config.yaml").write_text("x: 1\n")
    with pytest.raises(UserError, match="no finished model yet"):
        read_policy(tmp_path)
    with pytest.raises(UserError, match=r"model\.path"):
        HuggingFace().build((), 0)


def test_damaged_weights(tiny_model: Path, tmp_path: Path) -> None:
    folder = copy(tiny_model, tmp_path / "m")
    (folder / "model.safetensors").write_bytes(b"no weights")
    with pytest.raises(UserError, match="cannot be loaded"):
        read_policy(folder)


def test_incomplete_weights(tiny_model: Path, tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file

    folder = copy(tiny_model, tmp_path / "m")
    weights = load_file(folder / "model.safetensors")
    del weights["model.norm.weight"]
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(UserError, match=r"1 weights are missing \(model\.norm\.weight"):
        read_policy(folder)


def test_tokenizer_of_another_model(tiny_model: Path, tmp_path: Path) -> None:
    folder = copy(tiny_model, tmp_path / "m")
    other = Nano(hidden=16, layers=1, heads=1, head_dim=16, feed_forward=16, vocabulary=320, min_frequency=1).build(["q = 1\n"] * 9, 0)
    other.tokenizer.save_pretrained(folder)
    with pytest.raises(UserError, match="another vocabulary"):
        read_policy(folder)


def test_tokenizer_with_too_many_ids(tiny_model: Path, tmp_path: Path) -> None:
    policy = read_policy(tiny_model)
    policy.tokenizer.add_tokens([f"<extra{i}>" for i in range(200)])
    policy.tokenizer.save_pretrained(copy(tiny_model, tmp_path / "m"))
    with pytest.raises(UserError, match="embeddings"):
        read_policy(tmp_path / "m")


@pytest.mark.parametrize(("key", "words"), [("eos_token", "end-of-text"), ("chat_template", "chat template")])
def test_tokenizer_without_what_is_needed(tiny_model: Path, tmp_path: Path, key: str, words: str) -> None:
    folder = copy(tiny_model, tmp_path / "m")
    settings = json.loads((folder / "tokenizer_config.json").read_text())
    settings.pop(key, None)
    (folder / "tokenizer_config.json").write_text(json.dumps(settings))
    if key == "chat_template":
        (folder / "chat_template.jinja").unlink()
    with pytest.raises(UserError, match=words):
        read_policy(folder)


def test_export_replaces_an_earlier_one(tiny_model: Path, tmp_path: Path) -> None:
    policy = read_policy(tiny_model)
    write_policy(policy, tmp_path / "out")
    (tmp_path / "out" / "stale").write_text("")
    write_policy(policy, tmp_path / "out")
    assert not (tmp_path / "out" / "stale").exists()
    assert [p.name for p in tmp_path.iterdir()] == ["out"]
    assert tokenizer_id(read_policy(tmp_path / "out").tokenizer) == tokenizer_id(policy.tokenizer)


def test_lora_trains_few_weights_and_changes_nothing_at_first(tiny_model: Path) -> None:
    policy = build(HuggingFace, {"path": str(tiny_model), "lora_rank": 2}, "model").build((), 0)
    trained = sum(p.numel() for p in policy.model.parameters() if p.requires_grad)
    assert 0 < trained < 0.2 * sum(p.numel() for p in policy.model.parameters())
    ids = torch.arange(5)[None]
    plain = read_policy(tiny_model).model(ids, use_cache=False).logits
    assert torch.allclose(policy.model(ids, use_cache=False).logits, plain, atol=1e-6)


def test_sizes_are_checked() -> None:
    with pytest.raises(UserError, match="vocabulary=100"):
        build(Nano, {"vocabulary": 100}, "model")
    with pytest.raises(UserError, match="at least 1"):
        build(Nano, {"layers": 0}, "model")
