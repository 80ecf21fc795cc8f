"""Two real servers (one takes LoRA adapters) of a small Qwen3, and what transformers says about the same weights."""

from __future__ import annotations

import asyncio
import json
import os
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

BRIDGE = Path(__file__).parent / "bridge"
RUN = Path("build/sglang-lane")
# A processor, kernels in plain torch, no overlap (both need a GPU), a small cache; deterministic in its memory, not in its sampling.
ARGUMENTS = (
    "--device", "cpu", "--attention-backend", "torch_native", "--disable-overlap-schedule", "--max-total-tokens", "20000", "--dtype", "float32",
)  # fmt: skip
TARGETS = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")
LORA = (
    "--enable-lora",
    "--max-lora-rank",
    "8",
    "--max-loras-per-batch",
    "4",
    "--lora-backend",
    "torch_native",
    "--lora-target-modules",
    *TARGETS,
)
PROGRAM = """import random
# EVOLVE-BLOCK-START
def solve(n):
    best = None
    for trial in range(20):
        x = [random.random() for _ in range(n)]
        if best is None or sum(x) > sum(best):
            best = x

    return best
# EVOLVE-BLOCK-END
"""


@dataclass(frozen=True)
class Models:
    """Folders: three versions of the weights (two untrained, one that has learnt to edit), and three adapters of the first."""

    plain: tuple[Path, Path]
    editor: Path
    adapters: tuple[Path, Path, Path]


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Models:
    import torch
    from making import write_adapter, write_editor, write_plain

    torch.set_num_threads(1)
    folder = tmp_path_factory.mktemp("weights")
    plain = write_plain(folder / "plain1", 1), write_plain(folder / "plain2", 2)
    adapters = tuple(write_adapter(folder / f"adapter{k}", plain[0], k) for k in (1, 2, 3))
    return Models(plain, write_editor(folder / "editor", PROGRAM), adapters)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def python() -> str:
    """The interpreter of the SGLang environment, with the bridge in its path and the processor as its device."""
    found = os.environ.get("EFT_SGLANG_PYTHON")
    if not found:
        pytest.fail("EFT_SGLANG_PYTHON is not set; run tests/sglang/run.sh")
    os.environ |= {
        "SGLANG_USE_CPU_ENGINE": "1", "PYTHONPATH": str(BRIDGE.resolve()), "CUDA_VISIBLE_DEVICES": "", "HF_HUB_OFFLINE": "1",
        "OMP_NUM_THREADS": "1", "OMP_WAIT_POLICY": "PASSIVE", "TOKENIZERS_PARALLELISM": "false",
    }  # fmt: skip
    return found


@pytest.fixture(scope="session")
def both(models: Models, python: str) -> Iterator[tuple[str, str]]:
    """Addresses of the plain server and of the one with LoRA; their keys are in KEYS."""
    import httpx

    from eft.backends._sglang.launch import launch

    started = [launch(python, models.plain[0], (*ARGUMENTS, *more), RUN, k) for k, more in enumerate(((), LORA))]
    try:
        until = time.monotonic() + 600
        for server in started:
            while True:
                server.check()
                try:
                    if httpx.get(f"{server.url}/health", timeout=30).status_code == 200:
                        break
                except httpx.TransportError:
                    pass
                assert time.monotonic() < until, f"{server.log}: not up in 600 s"
                time.sleep(1.0)  # a server loads its model; bounded by the line above
        keys = {server.url: (server.key, server.admin_key) for server in started}
        KEYS.update(keys)
        yield started[0].url, started[1].url
    finally:
        for server in started:
            server.stop()


KEYS: dict[str, tuple[str, str]] = {}


@pytest.fixture
def run(models: Models, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """run(url, work, **changes): work(live backend) in an event loop of its own."""
    from eft.backends.sglang import SGLang

    def go(url: str, work: Callable[[Any], Awaitable[Any]], **changes: Any) -> Any:
        monkeypatch.setenv("SGLANG_API_KEY", KEYS[url][0])
        monkeypatch.setenv("SGLANG_ADMIN_API_KEY", KEYS[url][1])

        async def whole() -> Any:
            live = SGLang(**({"path": models.plain[0], "urls": (url,), "ready_s": 120.0} | changes)).build()
            try:
                return await work(live)
            finally:
                await live.close()

        return asyncio.run(whole())

    return go


@pytest.fixture(scope="session")
def reference() -> Callable[..., list[float]]:
    """reference(folder, prompt ids, reply ids, temperature, adapter): log-probabilities of the reply by transformers in fp32."""
    import torch
    from transformers import AutoModelForCausalLM

    loaded: dict[Any, Any] = {}

    def given(folder: Path, adapter: Path | None) -> Any:
        if (folder, adapter) not in loaded:
            model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
            if adapter is not None:
                from peft import PeftModel

                model = PeftModel.from_pretrained(model, adapter)
            loaded[folder, adapter] = model.eval()
        return loaded[folder, adapter]

    def logprobs(
        folder: Path, prompt: Sequence[int], reply: Sequence[int], temperature: float = 1.0, adapter: Path | None = None
    ) -> list[float]:
        ids = torch.tensor([[*prompt, *reply]])
        with torch.no_grad():
            logits = given(folder, adapter)(ids, use_cache=False).logits[0, len(prompt) - 1 : -1].double() / temperature
        return logits.log_softmax(-1).gather(1, ids[0, len(prompt) :, None])[:, 0].tolist()

    return logprobs


@pytest.fixture(scope="session")
def note() -> Iterator[Callable[[str, Any], None]]:
    """note(name, value): a number for the summary in build/sglang-lane/summary.json, printed at the end."""
    found: dict[str, Any] = {}
    yield found.__setitem__
    RUN.mkdir(parents=True, exist_ok=True)
    (RUN / "summary.json").write_text(json.dumps(found, indent=1) + "\n")


def worst(first: Sequence[float], second: Sequence[float]) -> float:
    """Largest difference of two equally long lists."""
    return max(abs(a - b) for a, b in zip(first, second, strict=True))
