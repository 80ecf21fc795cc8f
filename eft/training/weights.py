"""The policy's weights on their way to a sampler: as a mapping, as an immutable Hugging Face folder, or as an adapter folder."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from eft.models._policy import Policy, write_policy

ADAPTER = "default"  # peft's name for the one adapter there is


@torch.no_grad()
def merged_state(model: Any) -> dict[str, Tensor]:
    """A copy of the weights under their Hugging Face names, adapters added in; the model itself is left as it is.

    peft's own merge and unmerge would round the base weights a little on every call.
    """
    if not hasattr(model, "get_base_model"):
        return {name: tensor.detach().clone() for name, tensor in model.state_dict().items()}
    base = model.get_base_model()
    deltas = {name: module.get_delta_weight(ADAPTER) for name, module in base.named_modules() if hasattr(module, "get_delta_weight")}
    found = {}
    for name, tensor in base.state_dict().items():
        if ".lora_" in name:
            continue
        owner, _, leaf = name.rpartition(".base_layer.")
        weight = tensor.detach().clone()
        if owner and leaf == "weight" and owner in deltas:
            weight += deltas[owner].to(weight.dtype)
        found[f"{owner}.{leaf}" if owner else name] = weight
    return found


def write_version(policy: Policy, folder: Path, version: int, takes: str, keep: int) -> Path:
    """`folder`/v000012 with the whole model (takes `folder`) or the adapter alone; the `keep` newest versions stay.

    A version is written whole, under a name of its own, and never changed: a server that still reads it gets what it was.
    """
    target = folder / f"v{version:06d}"
    folder.mkdir(parents=True, exist_ok=True)
    if takes == "adapter":
        temporary = folder / f".{target.name}.tmp"
        shutil.rmtree(temporary, ignore_errors=True)
        policy.model.save_pretrained(temporary)
        shutil.rmtree(target, ignore_errors=True)
        temporary.rename(target)
    else:
        write_policy(policy, target, state=merged_state(policy.model))
    for old in sorted(folder.glob("v*"))[:-keep]:
        shutil.rmtree(old)
    return target
