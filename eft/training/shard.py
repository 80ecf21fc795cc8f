"""FSDP2: weights, gradients and optimiser sharded over processes (torch.distributed.fsdp.fully_shard), and put together again.

Float32 weights are what is sharded and stepped; with bf16 the gathered copies are bfloat16 and gradients are reduced in float32.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import torch
from torch import Tensor, nn


def sharder(bf16: bool) -> Any:
    """What `PolicyModule.shard` calls with the module and the mesh of processes."""
    return partial(_shard, bf16=bf16)


def _shard(module: Any, mesh: Any, bf16: bool) -> None:
    from torch.distributed.fsdp import MixedPrecisionPolicy, fully_shard, register_fsdp_forward_method

    narrow, wide = (torch.bfloat16, torch.float32) if bf16 else (None, None)
    policy = MixedPrecisionPolicy(param_dtype=narrow, reduce_dtype=wide, cast_forward_inputs=False)  # inputs hold loss weights
    for layer in layers(module.causal):
        fully_shard(layer, mesh=mesh["data_parallel"], mp_policy=policy)
    fully_shard(module, mesh=mesh["data_parallel"], mp_policy=policy)
    for name in module.passes:
        register_fsdp_forward_method(module, name)


def layers(causal: Any) -> nn.ModuleList:
    """The decoder layers of a causal language model: its longest list of modules."""
    return max((m for m in causal.base_model.modules() if isinstance(m, nn.ModuleList)), key=len)


def rest(module: Any) -> None:
    """Give up weights that were gathered for a pass without gradients; nothing for a module that is not sharded."""
    if hasattr(module, "reshard"):
        module.reshard()


def whole(weight: Tensor) -> Tensor:
    """The weight of all processes together (each of them must ask)."""
    return weight.full_tensor() if hasattr(weight, "full_tensor") else weight


def trained(model: Any) -> dict[str, Tensor]:
    """The weights that are trained, whole, copied to the processor."""
    return {name: whole(p.detach()).cpu().clone() for name, p in model.named_parameters() if p.requires_grad}


def reassemble(model: Any, keep: bool) -> None:
    """Whole weights on the processor instead of shards, tied ones still tied; where not `keep`, they are only lent to those who do."""
    done: dict[int, nn.Parameter] = {}
    for part in model.modules():
        for name, weight in list(part._parameters.items()):
            if weight is None or not hasattr(weight, "full_tensor"):
                continue
            if id(weight) not in done:
                full = weight.detach().full_tensor()
                done[id(weight)] = nn.Parameter(full.cpu() if keep else full.new_empty(0), requires_grad=weight.requires_grad)
            part._parameters[name] = done[id(weight)]
