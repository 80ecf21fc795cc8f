"""What the readers share: the four texts of a row, tolerant metrics, labels from scores."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from eft.training.labels import IMPROVED, REGRESSED, UNCHANGED
from eft.types import Status

MAX_ODD_CHARS = 2000  # kept of metrics that are no JSON object


def split_thinking(answer: str) -> tuple[str, str]:
    """(reasoning, response) of an assistant's turn; a block that was never closed is all reasoning."""
    text = answer.lstrip()
    if not text.startswith("<think>"):
        before, mark, after = answer.partition("</think>")  # templates that open the block in the prompt leave its end alone
        return (before.strip(), after.strip()) if mark and "<think>" not in before else ("", answer)
    reasoning, _, response = text.removeprefix("<think>").partition("</think>")
    return reasoning.strip(), response.strip()


def texts(system: str, user: str, reasoning: str, response: str) -> dict[str, Any]:
    """The columns that hold a row's texts, and their lengths in words (no tokenizer is at hand; the public data has tokens)."""
    answer = f"<think>\n{reasoning}\n</think>\n\n{response}" if reasoning else response
    turns = (("system", system), ("user", user), ("assistant", answer))
    parts = {"system": system, "user": user, "reasoning": reasoning, "response": response}
    return {
        "trajectory": [{"role": role, "content": content} for role, content in turns],
        "system_prompt": system, "user_prompt": user, "reasoning": reasoning, "response": response,
        **{f"{name}_token_length": len(text.split()) for name, text in parts.items()},
    }  # fmt: skip


def metrics(value: Any) -> tuple[dict[str, Any], bool]:
    """Metrics from a mapping or its JSON, and whether they were readable. NaN and infinities (spelt as Python's JSON does) become null."""
    if isinstance(value, str):
        try:
            value = json.loads(value) if value.strip() else {}
        except (ValueError, RecursionError):
            return {"text": value[:MAX_ODD_CHARS]}, False
    if value is None:
        return {}, True
    if not isinstance(value, Mapping):
        return {"text": json.dumps(value, default=str)[:MAX_ODD_CHARS]}, False
    return {str(name): _finite(entry) for name, entry in value.items()}, True


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, list):
        return [_finite(entry) for entry in value]
    return {str(k): _finite(v) for k, v in value.items()} if isinstance(value, Mapping) else value


def fitness(found: Mapping[str, Any]) -> float | None:
    """OpenEvolve's: `combined_score`, else the mean of the numeric metrics that are not boolean. None without any."""
    numbers = {name: float(v) for name, v in found.items() if isinstance(v, (int, float)) and not isinstance(v, bool)}
    if "combined_score" in found:
        return numbers.get("combined_score")
    return math.fsum(numbers.values()) / len(numbers) if numbers else None


def status(found: Mapping[str, Any]) -> str:
    """What OpenEvolve's metrics say of an evaluation: `timeout`, `error` (also spelt 0.0), or no number at all."""
    if found.get("timeout"):
        return Status.TIMEOUT.value
    error = found.get("error")
    failed = error is not None and error is not False and error != ""
    return Status.ERROR.value if failed or fitness(found) is None else Status.OK.value


def label(parent: Mapping[str, Any], child: Mapping[str, Any], least: float) -> str:
    """By fitness, larger being better; differences up to `least` are none. A repair improves, a breakage regresses."""
    ok = Status.OK.value
    if status(child) != ok:
        return REGRESSED if status(parent) == ok else UNCHANGED
    if status(parent) != ok:
        return IMPROVED
    before, after = fitness(parent), fitness(child)
    assert before is not None
    assert after is not None
    return UNCHANGED if abs(after - before) <= least else IMPROVED if after > before else REGRESSED
