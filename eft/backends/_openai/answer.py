"""The chat-completions form: request body out, answer in. Nothing here touches the network."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eft.backends._client import before_stop, complaint
from eft.text.edit import escape
from eft.types import Reply, Request

_FINISH = {None: "stop", "stop": "stop", "length": "length", "eos": "stop", "end_turn": "stop"}


class BadAnswer(Exception):
    """An answer that cannot be used. passing: another try may bring a better one."""

    def __init__(self, what: str, passing: bool = False) -> None:
        super().__init__(what)
        self.passing = passing


@dataclass(frozen=True, slots=True)
class Prices:
    """US dollars per million tokens; where both are 0, the server's own figure (`usage.cost`, as some gateways give it) counts."""

    usd_per_mtok_in: float
    usd_per_mtok_out: float

    def of(self, tokens_in: int, tokens_out: int, usage: Mapping[str, Any]) -> float:
        """US dollars of one call. Raises TypeError for a figure that is none."""
        if self.usd_per_mtok_in or self.usd_per_mtok_out:
            return (tokens_in * self.usd_per_mtok_in + tokens_out * self.usd_per_mtok_out) / 1e6
        cost = usage.get("cost") or 0.0
        if isinstance(cost, bool) or not isinstance(cost, (int, float)) or not 0.0 <= cost < math.inf:
            raise TypeError("usage.cost is no amount")
        return float(cost)


def body_of(request: Request, model: str, seed: int, token_field: str, logprobs: bool) -> dict[str, Any]:
    """The JSON body of one request."""
    body: dict[str, Any] = {
        "model": model,
        "messages": [{"role": message.role, "content": message.content} for message in request.messages],
        "temperature": request.temperature,
        "top_p": request.top_p,
        "seed": seed,
        token_field: request.max_tokens,
    }
    more = {"stop": list(request.stop)} if request.stop else {}
    return body | more | ({"logprobs": True} if logprobs else {})


def read_answer(data: bytes, request: Request, model: str, prices: Prices, seconds: float) -> Reply:
    """The reply in a 200 answer. Reasoning given apart goes back in front as `<think>…</think>`. Raises BadAnswer."""
    try:
        answer = json.loads(data)
        choice = answer["choices"][0]
        message = choice["message"]
        text = message.get("content") or ""
        reasoning = message.get("reasoning_content") or message.get("reasoning") or ""
        if not (isinstance(text, str) and isinstance(reasoning, str)):
            raise TypeError("content is no text")
        usage = answer.get("usage") or {}
        tokens_in, tokens_out = _count(usage, "prompt_tokens"), _count(usage, "completion_tokens")
        cost = prices.of(tokens_in, tokens_out, usage)
        finish = choice.get("finish_reason")
        logprobs = _logprobs(choice)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as error:
        raise BadAnswer(f"not a chat completion ({type(error).__name__}): {complaint(data)}", passing=True) from None
    if finish not in _FINISH:
        raise BadAnswer(f"the model stopped with finish_reason {escape(str(finish))[:40]!r}")
    text = before_stop(text, request.stop)
    return Reply(
        request.key,
        f"<think>\n{reasoning}\n</think>\n\n{text}" if reasoning else text,
        _FINISH[finish],
        model=model,
        tokens_in=tokens_in,
        tokens_out=tokens_out,
        cost_usd=cost,
        seconds=seconds,
        token_ids=_ids(choice),
        logprobs=logprobs,
    )


def _count(usage: Mapping[str, Any], name: str) -> int:
    value = usage.get(name) or 0
    if not isinstance(value, int) or value < 0:
        raise TypeError(f"{name} is no count")
    return value


def _logprobs(choice: Mapping[str, Any]) -> tuple[float, ...]:
    """Log-probabilities of the sampled tokens, empty if the server gave none."""
    content = (choice.get("logprobs") or {}).get("content") or []
    values = tuple(float(token["logprob"]) for token in content)
    if not all(math.isfinite(value) for value in values):
        raise TypeError("a log-probability is not finite")
    return values


def _ids(choice: Mapping[str, Any]) -> tuple[int, ...]:
    """Token ids, where the server gives them (vLLM's `return_token_ids`)."""
    found = choice.get("token_ids")
    return tuple(found) if isinstance(found, list) and all(type(token) is int for token in found) else ()
