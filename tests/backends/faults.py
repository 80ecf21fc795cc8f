"""A model server on the loopback that breaks in every way we could think of: a script of faults in front of honest answers.

Raw sockets, so that what is on the wire is what the fault says. A fault is a function of the open connection; it may write anything,
wait, or hang up. `honest` is the server behind it: it gives status and body for a path and a request body.
"""

from __future__ import annotations

import contextlib
import json
import random
import socket
import struct
import threading
from collections.abc import Callable
from typing import Any

Honest = Callable[[str, dict[str, Any]], tuple[int, Any]]
LONG_S = 30.0  # longer than any deadline of a test


class Wire:
    """One request and the connection it came by."""

    def __init__(self, connection: socket.socket, path: str, headers: dict[str, str], body: dict[str, Any], server: FaultServer) -> None:
        self.connection, self.path, self.headers, self.body, self._server = connection, path, headers, body, server

    def send(self, data: bytes) -> None:
        self.connection.sendall(data)

    def wait(self, seconds: float = LONG_S) -> bool:
        """Until the test ends or the time is over; True if the test has ended."""
        return self._server.ended.wait(seconds)

    def honest(self) -> tuple[int, bytes]:
        status, found = self._server.honest(self.path, self.body)
        return status, found.encode() if isinstance(found, str) else json.dumps(found).encode()

    def answer(self, data: bytes, status: int = 200, **headers: str) -> None:
        """A well-formed response with `data`."""
        self.send(head(status, {"content-length": str(len(data))} | {name.replace("_", "-"): value for name, value in headers.items()}))
        self.send(data)

    def reset(self) -> None:
        """Hang up with RST."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()


Fault = Callable[[Wire], None]


class FaultServer:
    """script: faults for requests to `path`, one after the other; then honest answers. Other paths are answered honestly always.

    asked: (path, body, headers) of every request. stop, start: die and come back at the same port.
    """

    def __init__(self, honest: Honest, path: str) -> None:
        self.honest, self.path = honest, path
        self.script: list[Fault] = []
        self.endless: Fault | None = None  # in place of honest answers, when the script is over
        self.asked: list[tuple[str, dict[str, Any], dict[str, str]]] = []
        self.connections = 0
        self.ended, self._lock = threading.Event(), threading.Lock()
        self.port = 0
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def calls(self) -> int:
        """Requests to the faulty path."""
        with self._lock:
            return sum(path == self.path for path, *_ in self.asked)

    def start(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", self.port), backlog=128)
        self.port = self._listening.getsockname()[1]
        self._accepting = threading.Thread(target=self._accept, args=(self._listening,), daemon=True)
        self._accepting.start()

    def stop(self) -> None:
        """As a killed process: nobody listens, and open connections are cut."""
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._accepting.join()
        with self._lock:
            for connection in self._open:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self.ended.set()
        self.stop()
        for thread in self._threads:
            thread.join()

    def _accept(self, listening: socket.socket) -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            with self._lock:
                self.connections += 1
                self._open.add(connection)
                self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            while (wire := self._read(connection)) is not None:
                with self._lock:
                    self.asked.append((wire.path, wire.body, wire.headers))
                    fault = honestly
                    if wire.path == self.path:
                        fault = self.script.pop(0) if self.script else self.endless or honestly
                fault(wire)
                if fault is not honestly:
                    break
        with self._lock:
            self._open.discard(connection)

    def _read(self, connection: socket.socket) -> Wire | None:
        data = b""
        while b"\r\n\r\n" not in data:
            if not (piece := connection.recv(65_536)):
                return None
            data += piece
        first, _, rest = data.partition(b"\r\n")
        lines, _, body = rest.partition(b"\r\n\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines.decode().split("\r\n"))}
        while len(body) < int(headers.get("content-length", 0)):
            body += connection.recv(65_536)
        return Wire(connection, first.split()[1].decode(), headers, json.loads(body) if body else {}, self)


def head(status: int, headers: dict[str, str]) -> bytes:
    """Status line and headers."""
    return (f"HTTP/1.1 {status} S\r\n" + "".join(f"{name}: {value}\r\n" for name, value in headers.items()) + "\r\n").encode()


# --- what a server does ---------------------------------------------------------------------------------------------------


def honestly(wire: Wire) -> None:
    status, data = wire.honest()
    wire.answer(data, status)


def closes_before_answering(wire: Wire) -> None: ...


def resets_the_connection(wire: Wire) -> None:
    wire.reset()


def closes_in_the_body(wire: Wire) -> None:
    _, data = wire.honest()
    wire.send(head(200, {"content-length": str(len(data))}) + data[: len(data) // 2])


def says_nothing(wire: Wire) -> None:
    wire.wait()


def freezes_after_the_headers(wire: Wire) -> None:
    wire.send(head(200, {"content-length": "100"}))
    wire.wait()


def trickles_headers(wire: Wire) -> None:
    wire.send(b"HTTP/1.1 200 OK\r\nx: ")
    while not wire.wait(0.02):
        wire.send(b"a")


def trickles_the_body(wire: Wire) -> None:
    wire.send(head(200, {"content-length": "100000"}))
    while not wire.wait(0.02):
        wire.send(b" ")


def truncates_the_json(wire: Wire) -> None:
    _, data = wire.honest()
    wire.answer(data[: len(data) // 2])


def sends_no_json(wire: Wire) -> None:
    wire.answer(b"\xff\x00{not json")


def nests_json(wire: Wire) -> None:
    wire.answer(b"[" * 100_000)


def sends_an_error_page(wire: Wire) -> None:
    wire.answer(b"<html><h1>502 Bad Gateway</h1>\x1b[31m</html>", 502, content_type="text/html")


def sends_a_page(wire: Wire) -> None:
    wire.answer(b"<html>log in first</html>", content_type="text/html")


def sends_ten_megabytes(wire: Wire) -> None:
    wire.answer(b'{"choices": "' + b"x" * 10_000_000 + b'"}')


def sends_ten_megabytes_of_headers(wire: Wire) -> None:
    wire.send(b"HTTP/1.1 200 OK\r\n")
    for number in range(10_000):
        wire.send(b"x-%d: " % number + b"y" * 1_000 + b"\r\n")
    wire.send(b"content-length: 2\r\n\r\n{}")


def sends_an_endless_body(wire: Wire) -> None:
    wire.send(head(200, {"transfer-encoding": "chunked"}))
    while not wire.wait(0):
        wire.send(b"10000\r\n" + b"x" * 65_536 + b"\r\n")


def sends_an_endless_chunk_size(wire: Wire) -> None:
    wire.send(head(200, {"transfer-encoding": "chunked"}))
    while not wire.wait(0):
        wire.send(b"0" * 65_536)


def sends_interim_answers_for_ever(wire: Wire) -> None:
    while not wire.wait(0.001):
        wire.send(b"HTTP/1.1 103 Early Hints\r\n\r\n" * 100)


def promises_more_bytes(wire: Wire) -> None:
    _, data = wire.honest()
    wire.send(head(200, {"content-length": str(len(data) + 10)}) + data)


def promises_fewer_bytes(wire: Wire) -> None:
    _, data = wire.honest()
    wire.send(head(200, {"content-length": str(len(data) - 10)}) + data)


def promises_impossible_bytes(wire: Wire) -> None:
    wire.send(head(200, {"content-length": "-5"}) + b"{}")


def compresses_a_bomb(wire: Wire) -> None:
    import gzip

    wire.answer(gzip.compress(b"0" * 20_000_000), content_encoding="gzip")


def redirects(wire: Wire) -> None:
    wire.answer(b"", 307, location="http://127.0.0.1:1/elsewhere")


def speaks_something_else(wire: Wire) -> None:
    wire.send(b"SSH-2.0-OpenSSH_9.2\r\n" * 3)


def fails(status: int, message: str = "on demand", **headers: str) -> Fault:
    """An error in the usual form."""
    return lambda wire: wire.answer(json.dumps({"error": {"message": message}}).encode(), status, **headers)


def sends(body: Any) -> Fault:
    """A 200 with this body."""
    return lambda wire: wire.answer(body if isinstance(body, bytes) else json.dumps(body).encode())


def changes(change: Callable[[Any], Any]) -> Fault:
    """An honest answer with a change made in place."""

    def fault(wire: Wire) -> None:
        status, data = wire.honest()
        found = json.loads(data)
        change(found)
        wire.answer(json.dumps(found).encode(), status)

    return fault


def echoes_the_key(status: int) -> Fault:
    """What was in the authorization header comes back as an error."""
    return lambda wire: wire.answer(json.dumps({"error": {"message": f"bad: {wire.headers.get('authorization')}"}}).encode(), status)


PASSING: dict[str, Fault] = {
    fault.__name__: fault
    for fault in (
        closes_before_answering, resets_the_connection, closes_in_the_body, says_nothing, freezes_after_the_headers, trickles_headers,
        truncates_the_json, sends_no_json, nests_json, sends_an_error_page, sends_a_page, sends_ten_megabytes_of_headers,
        sends_an_endless_chunk_size, promises_more_bytes, promises_fewer_bytes, promises_impossible_bytes, speaks_something_else,
    )
}  # fmt: skip
PASSING |= {f"status {status}": fails(status) for status in (408, 409, 425, 429, 500, 502, 503, 504, 529)}
PASSING |= {"429 with a wish": fails(429, retry_after="0.01"), "429 with an absurd wish": fails(429, retry_after="nan")}
LASTING: dict[str, Fault] = {
    fault.__name__: fault for fault in (sends_ten_megabytes, sends_an_endless_body, compresses_a_bomb, redirects)
}  # fmt: skip
LASTING |= {f"status {status}": fails(status) for status in (400, 401, 402, 403, 404, 413, 422)}
LASTING |= {"no money": fails(429, "insufficient_quota: buy more")}
SLOW: dict[str, Fault] = {fault.__name__: fault for fault in (trickles_the_body, sends_interim_answers_for_ever)}


def at_random(share: float, seed: int, silent: bool = False) -> Fault:
    """One of all these faults for `share` of the requests, else an honest answer. silent: freezing ones too, which cost a deadline each."""
    rng, lock = random.Random(seed), threading.Lock()
    slow = {"says_nothing", "freezes_after_the_headers", "trickles_headers"}
    pool = [fault for name, fault in (PASSING | LASTING).items() if silent or name not in slow]

    def fault(wire: Wire) -> None:
        with lock:
            chosen = rng.choice(pool) if rng.random() < share else honestly
        chosen(wire)

    return fault
