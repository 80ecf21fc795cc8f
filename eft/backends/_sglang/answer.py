"""SGLang's native /generate form (0.5.21): request body out, answer in. Nothing here touches the network.

Log-probabilities come for the distribution with the temperature divided in and a grammar's mask applied; top_p is not
renormalised, so a policy is trained with top_p 1. `output_ids` hold a final stop token that the text leaves out.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eft.backends._client import Again, Refused, before_stop, complaint, count, seed_of
from eft.text.reply import escape
from eft.types import Request

_BROKEN = (ValueError, KeyError, IndexError, TypeError, AttributeError, ArithmeticError, RecursionError)  # what odd JSON leads to
MAX_ID = 1 << 31  # token ids are below it; the tokenizer cannot take larger ones


@dataclass(frozen=True, slots=True)
class Weights:
    """What a request is to be answered by. tag: the server's weight_version; adapter: name of a LoRA adapter, or empty.

    key: namespace of the prefix cache; states of one version are never reused under another.
    """

    version: int
    tag: str
    adapter: str = ""

    @property
    def key(self) -> str:
        return f"{self.tag}/{self.adapter}"


@dataclass(frozen=True, slots=True)
class Answer:
    """One sample. tags: weight versions that made its tokens."""

    text: str
    finish: str
    token_ids: tuple[int, ...]
    logprobs: tuple[float, ...]
    tags: frozenset[str]


class Cut(Exception):
    """The server stopped the request without a fault of the request (a pause, an abort, a shutdown)."""


def sampling_body(
    request: Request, prompt: Sequence[int], max_tokens: int, weights: Weights, rid: str, grammar: str | None
) -> dict[str, Any]:
    """The JSON body of one sample. What the server may take from the model's own generation settings is given, too."""
    sampling: dict[str, Any] = {
        "max_new_tokens": max_tokens,
        "temperature": request.temperature,
        "top_p": request.top_p,
        "top_k": -1,
        "min_p": 0.0,
        "repetition_penalty": 1.0,
        "sampling_seed": seed_of(request),  # honoured by servers with deterministic inference
    }
    if request.stop:
        sampling["stop"] = list(request.stop)
    if grammar is not None:
        sampling["ebnf"] = grammar
    return _body(prompt, sampling, weights, rid) | {"logprob_start_len": -1}


def scoring_body(token_ids: Sequence[int], weights: Weights, rid: str) -> dict[str, Any]:
    """The JSON body that asks for the log-probability of every given token but the first."""
    return _body(token_ids, {"max_new_tokens": 0, "temperature": 1.0}, weights, rid) | {"logprob_start_len": 0}


def _body(ids: Sequence[int], sampling: dict[str, Any], weights: Weights, rid: str) -> dict[str, Any]:
    body: dict[str, Any] = {
        "rid": rid,
        "input_ids": list(ids),
        "sampling_params": sampling,
        "return_logprob": True,
        "extra_key": weights.key,
    }
    return body | {"lora_path": weights.adapter} if weights.adapter else body


def read_sample(data: bytes, request: Request, rid: str, tokenizer: Any) -> Answer:
    """The sample in a 200 answer. Raises Cut for an aborted one, Refused if it was the request's fault, Again for a broken answer."""
    try:
        answer = json.loads(data)
        meta, ids = answer["meta_info"], tuple(answer["output_ids"])
        finish = meta["finish_reason"]
        kind = finish["type"]
        if meta["id"] != rid:
            raise ValueError("the answer is another request's")
        if kind != "abort":
            count(meta, "prompt_tokens"), count(meta, "completion_tokens")
            logprobs, tags = _logprobs(meta["output_token_logprobs"], ids), _tags(meta)
            ended = kind == "stop" and bool(ids) and finish.get("matched") == ids[-1]
            text = tokenizer.decode(list(ids[:-1] if ended else ids), skip_special_tokens=True)
    except _BROKEN as error:
        raise Again(f"not an answer of /generate ({type(error).__name__} {error}): {complaint(data)}") from None
    if kind == "abort":
        _aborted(finish)
    if kind not in ("stop", "length"):
        raise Refused(f"the server ended the reply with {escape(str(kind))[:40]!r}")
    return Answer(before_stop(text, request.stop), kind, ids, logprobs, tags)


def read_scores(data: bytes, token_ids: Sequence[int]) -> tuple[list[float], frozenset[str]]:
    """Log-probabilities of token_ids[1:], and the weight versions that gave them. Raises Again for a broken answer."""
    try:
        meta = json.loads(data)["meta_info"]
        rows = meta["input_token_logprobs"]
        if [row[1] for row in rows] != list(token_ids):
            raise ValueError("other tokens than asked")
        return list(_logprobs(rows[1:], tuple(token_ids[1:]))), _tags(meta)
    except _BROKEN as error:
        raise Again(f"not an answer of /generate ({type(error).__name__} {error}): {complaint(data)}") from None


def used(data: bytes) -> tuple[int, int]:
    """Tokens in and out that an answer says it has used, whatever else it says; zeros if it does not."""
    try:
        meta = json.loads(data)["meta_info"]
        return count(meta, "prompt_tokens"), count(meta, "completion_tokens")
    except _BROKEN:
        return 0, 0


def _aborted(finish: Mapping[str, Any]) -> None:
    what = f"aborted: {escape(str(finish.get('message')))[:200]}"
    status = finish.get("status_code")
    if isinstance(status, int) and 400 <= status < 500:
        raise Refused(f"{what} (HTTP {status} {escape(str(finish.get('err_type')))[:40]})")
    raise Cut(what)


def _logprobs(rows: Sequence[Any], ids: tuple[int, ...]) -> tuple[float, ...]:
    """Values of `[logprob, id, text]` rows that must be those of `ids`."""
    if tuple(row[1] for row in rows) != ids or not all(type(token) is int and 0 <= token < MAX_ID for token in ids):
        raise ValueError("log-probabilities and token ids differ, or are no ids")
    values = tuple(float(row[0]) for row in rows)
    if not all(math.isfinite(value) for value in values):
        raise ValueError("a log-probability is not finite")
    return values


def _tags(meta: Mapping[str, Any]) -> frozenset[str]:
    spans = [str(span["version"]) for span in meta.get("weight_versions") or [] if span["end"] > span["start"]]
    return frozenset(spans or [str(meta["weight_version"])])
