"""A small SGLang server on the loopback: recorded replies of 0.5.21, the state behind them, and failures on demand."""

from __future__ import annotations

import contextlib
import copy
import json
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

RECORDED: dict[str, Any] = json.loads((Path(__file__).parent / "recorded" / "sglang_0_5_21.json").read_text())
Exchange = tuple[int, Any]


class SGLangServer:
    """fails[path]: statuses to answer with first (0: hang up). sample: name of the recorded reply that /generate gives.

    flowing: while false, samples wait, as long ones do; an abort or a pause with mode abort ends them as it does on the real one.
    """

    def __init__(self) -> None:
        self.lock = threading.Condition()
        self.asked: list[tuple[str, dict[str, Any], str]] = []  # path, body, authorization
        self.fails: dict[str, list[int]] = defaultdict(list)
        self.sample, self.score_shift = "length", 0.0
        self.version, self.model_path, self.healthy, self.takes_updates = "default", "/models/tiny", True, True
        self.loaded: dict[str, str] = {}
        self.remembered: dict[str, str] = {}
        self.paused, self.closed, self.flowing = False, False, True
        self.aborted: set[str] = set()
        self.running: set[str] = set()
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.http.daemon_threads = True
        self.thread = threading.Thread(target=self.http.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.http.server_address[1]}"

    def bodies(self, path: str) -> list[dict[str, Any]]:
        """What was posted to `path`."""
        with self.lock:
            return [body for asked, body, _ in self.asked if asked == path]

    def paths(self) -> list[str]:
        """Administrative posts, in order."""
        with self.lock:
            return [path for path, _, _ in self.asked if path not in ("/generate", "/health", "/model_info")]

    def change(self, **values: Any) -> None:
        """Set fields and wake whoever waits."""
        with self.lock:
            for name, value in values.items():
                setattr(self, name, value)
            self.lock.notify_all()

    def until(self, condition: Callable[[], bool]) -> bool:
        """Wait for a condition on the fields."""
        with self.lock:
            return self.lock.wait_for(condition, 10)

    def close(self) -> None:
        self.change(closed=True)
        self.http.shutdown()
        self.thread.join()
        self.http.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self._answer({})

            def do_POST(self) -> None:
                self._answer(json.loads(self.rfile.read(int(self.headers["content-length"]))))

            def _answer(self, body: dict[str, Any]) -> None:
                with outer.lock:
                    outer.asked.append((self.path, body, self.headers.get("authorization", "")))
                    outer.lock.notify_all()
                    fails = outer.fails[self.path]
                    status, found = (fails.pop(0), {"error": {"message": "on demand"}}) if fails else (-1, None)
                if status == 0:
                    self.close_connection = True
                    return
                if status < 0:
                    status, found = outer._reply(self.path, body)
                data = found.encode() if isinstance(found, str) else json.dumps(found).encode()
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # a client that gave up
                    self.send_response(status)
                    self.send_header("content-length", str(len(data)))
                    self.end_headers()
                    self.wfile.write(data)

            def log_message(self, format: str, *args: object) -> None:
                """Quiet."""

        return Handler

    # --- what 0.5.21 does ------------------------------------------------------------------------------------------------

    def _reply(self, path: str, body: dict[str, Any]) -> Exchange:
        if path == "/generate":
            return self._generate(body)
        with self.lock:
            answer = getattr(self, "_" + path.strip("/"))(body)
            self.lock.notify_all()
        return answer

    def _generate(self, body: dict[str, Any]) -> Exchange:
        rid, adapter = body["rid"], body.get("lora_path")
        with self.lock:
            self.lock.wait_for(lambda: not self.paused or self.closed)
            if adapter and adapter not in self.remembered:
                return recorded("lora_unknown")
            if adapter:
                self.loaded[adapter] = self.remembered[adapter]  # an unloaded name comes back by itself
            name = "score" if body["sampling_params"]["max_new_tokens"] == 0 else self.sample
            self.running.add(rid)
            self.lock.notify_all()
            self.lock.wait_for(lambda: self.flowing or rid in self.aborted or self.closed)
            self.running.discard(rid)
            self.lock.notify_all()
            status, found = recorded("aborted" if rid in self.aborted else name)
            if status == 200:
                meta = found["meta_info"]
                meta |= {"id": rid, "weight_version": self.version}
                meta["weight_versions"] = [span | {"version": self.version} for span in meta["weight_versions"]]
                if name == "score":
                    rows = [[None if k == 0 else -1.0 - k + self.score_shift, token, None] for k, token in enumerate(body["input_ids"])]
                    meta["input_token_logprobs"] = rows
            return status, found

    def _health(self, _: dict[str, Any]) -> Exchange:
        return (200 if self.healthy and not self.paused else 503), ""

    def _model_info(self, _: dict[str, Any]) -> Exchange:
        status, found = recorded("model_info")
        first = {"model_path": self.model_path, "served_model_name": self.model_path, "tokenizer_path": "/models/tiny"}
        return status, found | first | {"weight_version": self.version}

    def _abort_request(self, body: dict[str, Any]) -> Exchange:
        self.aborted.add(body["rid"])
        return recorded("abort_request")

    def _pause_generation(self, body: dict[str, Any]) -> Exchange:
        self.paused = True
        if body["mode"] == "abort":
            self.aborted |= self.running
        return recorded("pause")

    def _continue_generation(self, _: dict[str, Any]) -> Exchange:
        self.paused = False
        return recorded("continue")

    def _update_weights_from_disk(self, body: dict[str, Any]) -> Exchange:
        if not self.takes_updates:
            return recorded("update_missing")
        self.version, self.model_path = body["weight_version"], body["model_path"]
        return recorded("update")

    def _load_lora_adapter(self, body: dict[str, Any]) -> Exchange:
        name = body["lora_name"]
        known = name in self.loaded
        if not known:
            self.loaded[name] = self.remembered[name] = body["lora_path"]
        status, found = recorded("lora_again" if known else "lora_load")
        if known:
            found["error_message"] = found["error_message"].replace("policy-v1-x", name)
        return status, found | {"loaded_adapters": dict(self.loaded)}

    def _unload_lora_adapter(self, body: dict[str, Any]) -> Exchange:
        self.loaded.pop(body["lora_name"])
        status, found = recorded("lora_unload")
        return status, found | {"loaded_adapters": dict(self.loaded)}


def recorded(name: str) -> Exchange:
    """Status and body of a recorded exchange."""
    exchange = copy.deepcopy(RECORDED[name])
    return exchange["status"], exchange["body"]


@pytest.fixture
def servers() -> Iterator[Callable[[], SGLangServer]]:
    """Makes servers that end with the test."""
    running: list[SGLangServer] = []

    def start() -> SGLangServer:
        running.append(SGLangServer())
        return running[-1]

    yield start
    for server in running:
        server.close()
