"""Real replies of a server, by name, for the fast tests: run by the lane, which writes them below build/ and compares their shape
with those in tests/backends/recorded/.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx

PROMPT = [3, 344, 1, 4]
Exchange = dict[str, Any]


def record(
    urls: tuple[str, str], keys: Mapping[str, tuple[str, str]], models: tuple[Path, Path], adapters: tuple[Path, Path]
) -> dict[str, Exchange]:
    """Exchanges with a server of models[0] and one that also takes adapters; both serve models[0] afterwards.

    keys: of each url, for generation and for administration; empty where a server has none.
    """
    found: dict[str, Exchange] = {}
    with httpx.Client(base_url=urls[0], timeout=60) as first, httpx.Client(base_url=urls[1], timeout=60) as second:
        for client in (first, second):
            client.auth = _Keys(*keys.get(str(client.base_url).rstrip("/"), ("", "")))

        def post(name: str, path: str, body: Any, client: httpx.Client = first) -> None:
            found[name] = _exchange(client.post(path, json=body))

        def generate(name: str, sampling: dict[str, Any], client: httpx.Client = first, **more: Any) -> None:
            body = {"input_ids": PROMPT, "sampling_params": sampling, "return_logprob": True, "rid": name, "extra_key": "0/"}
            post(name, "/generate", body | more, client)

        found["health"] = _exchange(first.get("/health"))
        found["model_info"] = _exchange(first.get("/model_info"))
        generate("length", {"max_new_tokens": 6, "temperature": 1.0, "ignore_eos": True})
        generate("stop_token", {"max_new_tokens": 6, "temperature": 1.0, "ebnf": 'root ::= "ab\\n"'})
        generate("stop_text", {"max_new_tokens": 40, "temperature": 1.0, "ebnf": 'root ::= "ab\\ncd" "e"*', "stop": ["\nc"]})
        generate("score", {"max_new_tokens": 0, "temperature": 1.0}, logprob_start_len=0)
        generate("too_long", {"max_new_tokens": 100_000})
        generate("bad_grammar", {"ebnf": "root ::= ("})
        batch = {"input_ids": [PROMPT, PROMPT], "sampling_params": {"max_new_tokens": 3}, "return_logprob": True, "rid": ["b0", "b1"]}
        post("batch", "/generate", batch)
        found["aborted"] = _aborted(first, lambda: first.post("/abort_request", json={"rid": "aborted"}))
        post("abort_request", "/abort_request", {"rid": "unknown"})
        post("pause", "/pause_generation", {"mode": "retract"})
        post("continue", "/continue_generation", {})
        post("update", "/update_weights_from_disk", {"model_path": str(models[1]), "weight_version": "1-x", "flush_cache": True})
        post("update_missing", "/update_weights_from_disk", {"model_path": "/no/such/folder", "weight_version": "2-x"})
        found["model_info_updated"] = _exchange(first.get("/model_info"))
        post("update_back", "/update_weights_from_disk", {"model_path": str(models[0]), "weight_version": "0", "flush_cache": True})
        post("lora_load", "/load_lora_adapter", {"lora_name": "policy-v1-x", "lora_path": str(adapters[0])}, second)
        post("lora_again", "/load_lora_adapter", {"lora_name": "policy-v1-x", "lora_path": str(adapters[1])}, second)
        generate("lora_sample", {"max_new_tokens": 3}, second, lora_path="policy-v1-x")
        post("lora_unload", "/unload_lora_adapter", {"lora_name": "policy-v1-x"}, second)
        generate("lora_unknown", {"max_new_tokens": 3}, second, lora_path="never")
    return _anonymous(found, {str(path): f"/models/{path.name}" for path in (*models, *adapters)})


class _Keys(httpx.Auth):
    """The key that each path asks for."""

    def __init__(self, key: str, admin_key: str) -> None:
        self.key, self.admin_key = key, admin_key

    def auth_flow(self, request: httpx.Request) -> Iterator[httpx.Request]:
        key = self.key if request.url.path in ("/generate", "/model_info", "/health") else self.admin_key
        if key:
            request.headers["Authorization"] = f"Bearer {key}"
        yield request


def shape(value: Any) -> Any:
    """Keys and types of a JSON value; of a list, those of its first entry."""
    if isinstance(value, dict):
        return {key: shape(inner) for key, inner in sorted(value.items())}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return "number" if isinstance(value, (int, float)) and not isinstance(value, bool) else type(value).__name__


def _exchange(response: httpx.Response) -> Exchange:
    try:
        body = response.json()
    except ValueError:
        body = response.text
    return {"status": response.status_code, "body": body}


def _aborted(client: httpx.Client, stop: Callable[[], Any]) -> Exchange:
    """A long request that is stopped a second after it began."""
    body = {"input_ids": PROMPT, "sampling_params": {"max_new_tokens": 900, "ignore_eos": True}, "rid": "aborted"}
    found: list[Exchange] = []
    asking = threading.Thread(target=lambda: found.append(_exchange(client.post("/generate", json=body))))
    asking.start()
    time.sleep(1.0)  # the request must be under way on the server before it is stopped
    stop()
    asking.join()
    return found[0]


def _anonymous(found: dict[str, Exchange], names: dict[str, str]) -> dict[str, Exchange]:
    text = json.dumps(found)
    for path, name in sorted(names.items(), reverse=True):
        text = text.replace(path, name)
    return json.loads(text)
