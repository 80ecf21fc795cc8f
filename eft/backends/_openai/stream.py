"""A streamed chat completion: server-sent events in, the same answer in one piece out.

Comments and empty events, which gateways send to keep a connection, are no tokens and so no signs of life.
"""

from __future__ import annotations

import json
from typing import Any

from eft.backends._client import complaint
from eft.backends._openai.answer import BadAnswer

_DATA, _DONE = b"data:", b"[DONE]"


def has_token(piece: bytes) -> bool:
    """Whether a piece of the stream may hold part of a token: more than comments, blank lines and pings."""
    return any(line.strip() and not line.startswith((b":", b"event: ping", b"retry:")) for line in piece.split(b"\n"))


def tokens_seen(data: bytes) -> int:
    """Events of a stream that was cut off: about one token each."""
    return sum(line.startswith(_DATA) and _DONE not in line for line in data.split(b"\n"))


def join(data: bytes, key: str = "") -> bytes:
    """The answer as a server without streaming would have given it. Raises BadAnswer for a broken stream or one without an end.

    What is no stream (an error page, a server that does not stream) comes back as it is.
    """
    if not data.lstrip().startswith((_DATA, b":", b"event:", b"id:", b"retry:")):
        return data
    answer: dict[str, Any] = {}
    choice: dict[str, Any] = {"message": {}}
    ended = False
    for line in data.replace(b"\r\n", b"\n").split(b"\n"):
        if not line.startswith(_DATA):
            continue
        if (event := line.removeprefix(_DATA).strip()) == _DONE:
            ended = True
            break
        try:
            _take(json.loads(event), answer, choice)
        except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as error:
            raise BadAnswer(f"a broken stream ({type(error).__name__}): {complaint(event, key)}", passing=True) from None
    if not ended and choice.get("finish_reason") is None:
        raise BadAnswer("the stream ended before the reply did", passing=True)
    choice["message"] = {name: "".join(parts) for name, parts in choice["message"].items()}
    return json.dumps(answer | {"choices": [choice]}).encode()


def _take(event: dict[str, Any], answer: dict[str, Any], choice: dict[str, Any]) -> None:
    """Add one event. Raises ValueError for an error in the middle of a stream."""
    if event.get("error"):
        raise ValueError("an error in the stream")
    answer |= {name: event[name] for name in ("model", "usage") if event.get(name)}
    for part in event.get("choices") or ():
        if part.get("index"):
            continue  # only one was asked for
        delta = part.get("delta") or {}
        for name in ("content", "reasoning_content", "reasoning"):
            if delta.get(name):
                choice["message"].setdefault(name, []).append(_text(delta[name]))
        if part.get("finish_reason") is not None:
            choice["finish_reason"] = part["finish_reason"]
        if part.get("logprobs"):
            choice.setdefault("logprobs", {"content": []})["content"] += part["logprobs"]["content"] or []
        choice.setdefault("token_ids", []).extend(part.get("token_ids") or [])


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("content is no text")
    return value
