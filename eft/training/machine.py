"""What the machine can do: arithmetic peaks of known GPUs, memory used, and what out of memory looks like."""

from __future__ import annotations

import re
import resource
import sys
from typing import Any

# Dense bf16 matrix products with float32 accumulation, in 1e12 operations per second, from the vendors' data sheets.
# The first name that is part of the device's name counts.
PEAKS = {
    "GB200": 2500, "B200": 2250, "B100": 1750, "GH200": 989, "H200": 989, "H100 PCIe": 756, "H100 NVL": 835, "H100": 989, "H800": 989,
    "A100": 312, "A800": 312, "L40S": 362, "L40": 181, "L4": 121, "A40": 150, "A30": 165, "A10": 125, "RTX 6000 Ada": 364,
    "RTX A6000": 155, "RTX 5090": 209, "RTX 4090": 165, "RTX 4080": 97, "RTX 3090": 71, "MI300X": 1307, "MI325X": 1307, "MI250X": 383,
}  # fmt: skip
KNOBS = (
    "lower micro_tokens (or batch_tokens, max_tokens), set gradient_checkpointing=true, or train less: model.lora_rank=16, strategy=fsdp2"
)


def peak_flops(device: str) -> float | None:
    """Operations per second of one device; None for processors and unknown ones."""
    if device != "cuda":
        return None
    import torch

    return named_peak(torch.cuda.get_device_name())


def named_peak(name: str) -> float | None:
    """Of a device by its name, such as `NVIDIA H100 80GB HBM3`."""
    return next((1e12 * peak for known, peak in PEAKS.items() if re.search(rf"\b{known}\b", name)), None)


def peak_memory_gb(device: Any) -> float:
    """Most memory in use so far: of the GPU's allocator, or of this process. In 1e9 bytes."""
    if device.type == "cuda":
        import torch

        return torch.cuda.max_memory_allocated(device) / 1e9
    unit = 1 if sys.platform == "darwin" else 1024  # bytes or KiB
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e9


def out_of_memory(error: BaseException) -> str | None:
    """One line with what to change, if that is what `error` says."""
    import torch

    text = " ".join(str(error).split())
    if not isinstance(error, (torch.OutOfMemoryError, MemoryError)) and not re.search(r"DefaultCPUAllocator|can't allocate memory", text):
        return None
    return f"out of memory ({text[:120]}); {KNOBS}"
