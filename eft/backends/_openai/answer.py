"""The chat-completions form: request body out, answer in, whole or as a stream. Nothing here touches the network."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eft.backends._client import Bill, before_stop, complaint, count
from eft.keys import hide
from eft.text.reply import MAX_REPLY_CHARS, escape
from eft.types import Reply, Request

_FINISH = {None: "stop", "stop": "stop", "length": "length", "eos": "stop", "end_turn": "stop"}
_BROKEN = (ValueError, KeyError, IndexError, TypeError, AttributeError, ArithmeticError, RecursionError)  # what odd JSON leads to
_VERSION = re.compile(r"[-:@._](\d{3,}[\w.-]*|v\d[\w.-]*|latest|free|gguf)")
_ROUTE = re.compile(r"(?<=.):(free|nitro|floor|online|extended|latest)$")  # asks a gateway for a way, not for another model
MAX_USD = 1e6  # of one call; more is no amount


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
        if isinstance(cost, bool) or not isinstance(cost, (int, float)) or not 0.0 <= cost <= MAX_USD:
            raise TypeError("usage.cost is no amount")
        return float(cost)


def body_of(request: Request, model: str, seed: int, token_field: str, logprobs: bool, stream: bool = False) -> dict[str, Any]:
    """The JSON body of one request."""
    body: dict[str, Any] = {
        "model": model,
        "messages": [{"role": message.role, "content": message.content} for message in request.messages],
        "temperature": request.temperature,
        "top_p": request.top_p,
        "seed": seed,
        token_field: request.max_tokens,
    }
    more: dict[str, Any] = {"stop": list(request.stop)} if request.stop else {}
    if logprobs:
        more["logprobs"] = True
    if stream:
        more |= {"stream": True, "stream_options": {"include_usage": True}}
    return body | more


def charge(data: bytes, prices: Prices, bill: Bill) -> None:
    """Put what an answer says it has used on the bill, whether or not the answer is of any use."""
    try:
        usage = json.loads(data)["usage"]
        tokens_in, tokens_out = count(usage, "prompt_tokens"), count(usage, "completion_tokens")
        cost_usd = prices.of(tokens_in, tokens_out, usage)
    except _BROKEN:
        return  # `read_answer` says what is wrong with it
    bill.add(tokens_in, tokens_out, cost_usd)


def read_answer(data: bytes, request: Request, model: str, answers: str = "", key: str = "") -> Reply:
    """The reply in a 200 answer, without its cost. Reasoning given apart goes back in front as `<think>…</think>`. Raises BadAnswer.

    answers: what the server calls the model, if not `model`. key: cut out of the text.
    """
    try:
        answer = json.loads(data)
        choice = answer["choices"][0]
        message = choice["message"]
        text = message.get("content") or ""
        reasoning = message.get("reasoning_content") or message.get("reasoning") or ""
        if not (isinstance(text, str) and isinstance(reasoning, str)):
            raise TypeError("content is no text")
        usage = answer.get("usage") or {}
        Prices(0.0, 0.0).of(count(usage, "prompt_tokens"), count(usage, "completion_tokens"), usage)
        finish, told = choice.get("finish_reason"), answer.get("model")
        logprobs, ids = _logprobs(choice), _ids(choice)
    except _BROKEN as error:
        raise BadAnswer(f"not a chat completion ({type(error).__name__}): {complaint(data, key)}", passing=True) from None
    if isinstance(told, str) and told and not same_model(told, answers or model):
        raise BadAnswer(f"answered by model {escape(hide(told, key))[:80]!r}; if that is the one you want, set backend.answers to its name")
    if not (finish is None or isinstance(finish, str)) or finish not in _FINISH:
        raise BadAnswer(f"the model stopped with finish_reason {escape(hide(str(finish), key))[:40]!r}")
    if len(text) + len(reasoning) > MAX_REPLY_CHARS:
        raise BadAnswer(f"the reply has {len(text) + len(reasoning):,} characters; at most {MAX_REPLY_CHARS:,} are read")
    text, reasoning = hide(before_stop(text, request.stop), key), hide(reasoning, key)
    whole = f"<think>\n{reasoning}\n</think>\n\n{text}" if reasoning else text
    return Reply(request.key, whole, _FINISH[finish], model=model, token_ids=ids, logprobs=logprobs)


def same_model(told: str, asked: str) -> bool:
    """Whether a server's name for its model is the one asked for, with or without folders before and a version or tag after it.

    `*` is any name. Servers say `gpt-x-2026-01-31` for `gpt-x` and `/models/Qwen3-8B.gguf` for `qwen3-8b`; `gpt-x-mini` is another.
    """
    if asked == "*":
        return True
    asked = _ROUTE.sub("", asked)
    one, other = (name.replace("\\", "/").rstrip("/").rpartition("/")[2].casefold() for name in (told, asked))
    return one == other or (bool(other) and one.startswith(other) and _VERSION.fullmatch(one[len(other) :]) is not None)


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
    fit = isinstance(found, list) and all(type(token) is int and 0 <= token < 1 << 31 for token in found)
    return tuple(found) if fit and found else ()
