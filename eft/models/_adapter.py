"""LoRA adapters on the disk: written alone, read onto their own base and nothing else."""

from __future__ import annotations

import hashlib
import json
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from eft.types import UserError

CONFIG = "adapter_config.json"
BASE = "eft_base.json"  # what the adapter was trained on
EDGE = 16  # values at either end of every matrix that identify a base


def fingerprint(model: Any) -> str:
    """SHA-256 over names, shapes and the ends of all matrices, in bfloat16 (the same for float32 and bfloat16 copies of one model)."""
    import torch

    digest = hashlib.sha256()
    for name, weight in sorted(model.state_dict().items()):
        flat = weight.detach().reshape(-1)
        ends = torch.cat((flat[:EDGE], flat[-EDGE:])).to("cpu", torch.bfloat16).view(torch.int16)
        digest.update(f"{name} {tuple(weight.shape)}".encode() + ends.numpy().tobytes())
    return digest.hexdigest()


def adapt(model: Any, config: Mapping[str, Any], seed: int) -> Any:
    """The model with fresh adapters (peft.LoraConfig's fields), initialised from `seed`; `base_fingerprint` is kept beside them."""
    import torch
    from peft import LoraConfig, get_peft_model

    base = None if model.device.type == "meta" else fingerprint(model)
    with torch.random.fork_rng(devices=[]), warnings.catch_warnings():
        # peft 0.21 reads an attribute that transformers 5.23 renamed
        warnings.filterwarnings("ignore", message="`is_gradient_checkpointing` is deprecated", category=FutureWarning)
        torch.manual_seed(seed)
        adapted = get_peft_model(model, LoraConfig(task_type="CAUSAL_LM", **config))
    adapted.base_fingerprint = base  # type: ignore[assignment] # a module takes any attribute
    return adapted


def save_adapter(model: Any, folder: Path) -> None:
    """Adapter weights and settings, the generation settings, and which base they belong to."""
    model.save_pretrained(folder)
    (folder / "README.md").unlink(missing_ok=True)  # peft's form to fill in
    model.get_base_model().generation_config.save_pretrained(folder)
    (folder / BASE).write_text(json.dumps({"fingerprint": getattr(model, "base_fingerprint", None)}) + "\n")


def base_of(folder: Path) -> Path:
    """Where the adapter's base was when it was trained."""
    try:
        found = json.loads((folder / CONFIG).read_text(encoding="utf-8"))["base_model_name_or_path"]
    except (OSError, ValueError, KeyError) as error:
        raise UserError(f"adapter {folder}: {CONFIG} cannot be read ({type(error).__name__}); the folder is damaged") from error
    return Path(found)


def merge(model: Any, folder: Path, base: Path) -> Any:
    """The base with the adapter of `folder` folded into its weights. UserError if it was trained on another base."""
    from peft import PeftModel
    from safetensors import SafetensorError

    other = f"adapter {folder}: was trained on another base than {base}; give the one it belongs to (config key model.base)"
    note = folder / BASE
    if note.is_file() and json.loads(note.read_text())["fingerprint"] not in (None, fingerprint(model)):
        raise UserError(other)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="`is_gradient_checkpointing` is deprecated", category=FutureWarning)
            warnings.filterwarnings("error", message="Found missing adapter keys")  # peft only warns of layers that the base does not have
            return PeftModel.from_pretrained(model, str(folder)).merge_and_unload()
    except (OSError, SafetensorError) as error:
        raise UserError(f"adapter {folder}: cannot be loaded: {' '.join(str(error).split())[:200]}") from error
    except (RuntimeError, ValueError, KeyError, UserWarning) as error:
        raise UserError(other) from error
