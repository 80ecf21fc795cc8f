"""A policy: a causal language model with its tokenizer, read from and written to a Hugging Face folder."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from eft.models import _adapter
from eft.types import UserError

TOKENIZER_KEY = "eft_tokenizer"  # key of config.json that ties our exports to their tokenizer


@dataclass(frozen=True, slots=True)
class Policy:
    """`model`: a PreTrainedModel with a causal head; `tokenizer`: its PreTrainedTokenizerFast with a chat template."""

    model: Any
    tokenizer: Any


def tokenizer_id(tokenizer: Any) -> str:
    """SHA-256 over the vocabulary: token texts and their ids."""
    text = json.dumps(sorted(tokenizer.get_vocab().items()), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def model_folder(path: Path) -> Path:
    """The Hugging Face folder (or that of an adapter) at `path`, or `path/export` when `path` is the run folder of a finished `eft fit`."""
    for folder in (path, path / "export"):
        if (folder / "config.json").is_file() or (folder / _adapter.CONFIG).is_file():
            return folder
    if (path / "config.yaml").is_file():
        raise UserError(f"{path}: this run has no finished model yet; run its `eft fit` command again to finish it")
    what = "no config.json in it or in its export/" if path.is_dir() else "no such folder"
    raise UserError(f"model {path}: {what}; give the run folder of an `eft fit` or a Hugging Face model folder")


def outlined() -> bool:
    """Inside `with torch.device("meta")` models are built from their configuration alone, without weights."""
    import torch

    return torch.get_default_device().type == "meta"


def read_policy(path: Path, dtype: str = "float32", base: Path | None = None) -> Policy:
    """Model and tokenizer from disk, never from a hub. UserError if anything is missing, damaged or does not fit together.

    dtype: name of a torch dtype for the weights, or `auto` for the one they were saved in. An adapter's folder gives its base (`base`, or
    where it was trained) with the adapter merged.
    """
    folder = model_folder(path)
    if not (folder / "config.json").is_file():
        return _read_adapter(folder, dtype, base or _adapter.base_of(folder))
    from safetensors import SafetensorError
    from transformers import AutoTokenizer, logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call] # untyped in transformers # our own bars are enough
    try:
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        model, missing = _outline(folder, dtype) if outlined() else _load(folder, dtype)
    except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
        raise UserError(f"model {folder}: cannot be loaded: {' '.join(str(error).split())[:200]}") from error
    if missing:
        raise UserError(f"model {folder}: {len(missing)} weights are missing ({missing[0]} …); the folder is incomplete")
    policy = Policy(model, tokenizer)
    check_match(policy, folder)
    return policy


def _load(folder: Path, dtype: str) -> tuple[Any, list[str]]:
    from transformers import AutoModelForCausalLM

    load: Any = AutoModelForCausalLM.from_pretrained
    model, found = load(folder, dtype=dtype, local_files_only=True, output_loading_info=True)
    return model, sorted(found["missing_keys"])


def _outline(folder: Path, dtype: str) -> tuple[Any, list[str]]:
    from transformers import AutoConfig, AutoModelForCausalLM

    config = AutoConfig.from_pretrained(folder, local_files_only=True)
    build: Any = AutoModelForCausalLM.from_config
    return build(config, dtype=config.dtype if dtype == "auto" else dtype), []


def _read_adapter(folder: Path, dtype: str, base: Path) -> Policy:
    try:
        policy = read_policy(base, dtype)
    except UserError as error:
        raise UserError(f"adapter {folder}: its base is needed (config key model.base): {error}") from error
    return policy if outlined() else Policy(_adapter.merge(policy.model, folder, base), policy.tokenizer)


def check_match(policy: Policy, folder: Path) -> None:
    """UserError when the tokenizer is not this model's: ids beyond the embedding, another end token, another vocabulary than exported."""
    model, tokenizer = policy.model, policy.tokenizer
    rows, highest = model.get_input_embeddings().num_embeddings, max(tokenizer.get_vocab().values(), default=0)
    remedy = "put the tokenizer files back that were saved with this model"
    if highest >= rows:
        raise UserError(f"model {folder}: its tokenizer has ids up to {highest}, the model only {rows} embeddings; {remedy}")
    expected = getattr(model.config, TOKENIZER_KEY, None)
    if expected is not None and expected != tokenizer_id(tokenizer):
        raise UserError(f"model {folder}: its tokenizer has another vocabulary than the one it was trained with; {remedy}")
    if not tokenizer.chat_template:
        raise UserError(f"model {folder}: its tokenizer has no chat template; use an instruction-tuned model or add chat_template.jinja")
    if tokenizer.eos_token_id is None:
        raise UserError(f"model {folder}: its tokenizer has no end-of-text token; {remedy}")


def stop_ids(policy: Policy) -> frozenset[int]:
    """Token ids that end a reply: the tokenizer's end token and those of the model's generation settings."""
    found: list[int | None] = [policy.tokenizer.eos_token_id]
    for config in (policy.model.config, policy.model.generation_config):
        ids = getattr(config, "eos_token_id", None)
        found += ids if isinstance(ids, (list, tuple)) else [ids]
    return frozenset(i for i in found if i is not None)


def only_full_attention(model: Any) -> bool:
    """Whether a mask alone separates sequences: not with recurrent (linear attention, state space) or sliding layers."""
    config = model.config.get_text_config()
    return all(kind == "full_attention" for kind in getattr(config, "layer_types", None) or ["full_attention"])


def logits(model: Any, states: Any) -> Any:
    """Of last hidden states: the output embedding, and the soft cap c · tanh(x / c) of models that have one (Gemma 2, arXiv 2408.00118, section 2)."""
    found = model.get_output_embeddings()(states)
    cap = getattr(model.config.get_text_config(), "final_logit_softcapping", None)
    return found if cap is None else cap * (found / cap).tanh()


def output_of(model: Any) -> Any:
    """The function from last hidden states to logits: the output layer itself where that is all there is to it."""
    capped = getattr(model.config.get_text_config(), "final_logit_softcapping", None) is not None
    return partial(logits, model) if capped else model.get_output_embeddings()


def write_policy(policy: Policy, folder: Path, state: dict[str, Any] | None = None) -> None:
    """Export as a Hugging Face folder, whole or not at all; replaces an earlier export at the same place.

    A model with adapters gives these alone, or, with `state` (weights to write instead of a model's own), its base.
    """
    from transformers import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    temporary = folder.with_name(f".{folder.name}.{os.getpid()}.tmp")
    shutil.rmtree(temporary, ignore_errors=True)
    adapted = hasattr(policy.model, "get_base_model")
    if adapted and state is None:
        _adapter.save_adapter(policy.model, temporary)
    else:
        model = policy.model.get_base_model() if adapted else policy.model
        setattr(model.config, TOKENIZER_KEY, tokenizer_id(policy.tokenizer))
        model.save_pretrained(temporary, state_dict=state)
    policy.tokenizer.save_pretrained(temporary)
    for file in (*temporary.iterdir(), temporary):
        _sync(file)
    if folder.exists():
        shutil.rmtree(folder)
    temporary.rename(folder)
    _sync(folder.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
