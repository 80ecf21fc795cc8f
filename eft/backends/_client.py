"""What the clients of model servers share: connections of one event loop, one exchange, tries with jitter, seeds and stop texts."""

from __future__ import annotations

import asyncio
import hashlib
import json
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from eft.text.reply import escape
from eft.types import Request

if TYPE_CHECKING:
    import httpx

Answer = TypeVar("Answer")
MAX_BODY_BYTES = 32_000_000
AGAIN = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 520, 522, 524, 529})  # statuses that another try may mend
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_SHOWN = 300  # characters of a server's own words


class Again(Exception):
    """A failure that another try may mend; `after_s` is the server's own wish."""

    def __init__(self, what: str, after_s: float | None = None) -> None:
        super().__init__(what)
        self.after_s = after_s


class Refused(Exception):
    """A failure that no further try will mend."""


@dataclass(frozen=True, slots=True)
class Response:
    """Status, body, and the wish of a Retry-After header in seconds."""

    status: int
    data: bytes
    after_s: float | None = None

    def check(self, key: str = "") -> bytes:
        """The body of a 200. Raises Again or Refused with the server's words, `key` cut out."""
        if self.status == 200:
            return self.data
        what = hide(f"HTTP {self.status}: {complaint(self.data)}", key)
        raise Again(what, self.after_s) if self.status in AGAIN else Refused(what)


class Connections:
    """Connections of one event loop at a time: they belong to the loop that opened them, so close before it ends.

    limit: requests in flight that `gate` lets through. read_timeout_s: silence of a server. trust_env: use the system's proxies.
    """

    def __init__(self, limit: int, read_timeout_s: float, trust_env: bool) -> None:
        self._limit, self._read_timeout_s, self._trust_env = limit, read_timeout_s, trust_env
        self._loop: asyncio.AbstractEventLoop | None = None
        self._client: httpx.AsyncClient | None = None
        self._gate = asyncio.Semaphore(limit)

    def open(self) -> httpx.AsyncClient:
        """The client of the running event loop."""
        import httpx

        loop = asyncio.get_running_loop()
        if self._client is None or self._loop is not loop:
            timeout = httpx.Timeout(self._read_timeout_s, connect=min(10.0, self._read_timeout_s), pool=None)
            limits = httpx.Limits(max_connections=None, max_keepalive_connections=self._limit)
            self._client = httpx.AsyncClient(timeout=timeout, trust_env=self._trust_env, limits=limits)
            self._loop, self._gate = loop, asyncio.Semaphore(self._limit)
        return self._client

    @property
    def gate(self) -> asyncio.Semaphore:
        """Lets `limit` requests of the running event loop through."""
        self.open()
        return self._gate

    async def close(self) -> None:
        """Close the connections of the running event loop; those of another are forgotten."""
        if self._client is not None and self._loop is asyncio.get_running_loop():
            await self._client.aclose()
        self._client = None


def on_loopback(url: str) -> bool:
    """Whether `url` names this machine."""
    return urlsplit(url).hostname in _LOOPBACK


async def exchange(
    client: httpx.AsyncClient, method: str, url: str, body: Any = None, key: str = "", timeout_s: float | None = None
) -> Response:
    """One request (`key`: bearer token; `timeout_s`: another silence than the client's). Raises Again for a lost connection and
    Refused for what cannot be sent."""
    import httpx

    headers = {"Authorization": f"Bearer {key}"} if key else {}
    timeout = httpx.USE_CLIENT_DEFAULT if timeout_s is None else httpx.Timeout(timeout_s, connect=min(10.0, timeout_s), pool=None)
    try:
        async with client.stream(method, url, json=body, headers=headers, timeout=timeout) as response:
            return Response(response.status_code, await _content(response), _wish(response.headers.get("retry-after")))
    except (httpx.TransportError, httpx.DecodingError) as error:
        raise Again(hide(f"{type(error).__name__} {error}".strip(), key)) from None
    except (httpx.InvalidURL, UnicodeError) as error:
        raise Refused(hide(f"cannot be asked: {type(error).__name__} {error}", key)) from None


@dataclass(frozen=True, slots=True)
class Patience:
    """retries: further tries. wait_s: first pause, doubled each time up to max_wait_s and scattered by half."""

    retries: int
    wait_s: float
    max_wait_s: float


async def insist(once: Callable[[], Awaitable[Answer]], patience: Patience, key: str) -> Answer:
    """The answer of the first try that gives one; waits in between. Raises Again when no try is left."""
    rng = random.Random(f"{key}/{time.monotonic_ns()}")  # jitter must differ between processes
    for tried in range(patience.retries + 1):
        try:
            return await once()
        except Again as error:
            if tried == patience.retries:
                raise Again(f"{error} ({tried + 1} tries)") from None
            pause = min(patience.max_wait_s, patience.wait_s * 2.0**tried) * rng.uniform(0.5, 1.0)
            wish = min(error.after_s or 0.0, patience.max_wait_s)
        await asyncio.sleep(max(pause, wish))
    raise AssertionError("unreachable")


def seed_of(request: Request) -> int:
    """31 bits from (seed, key): servers that honour seeds repeat themselves."""
    return int.from_bytes(hashlib.sha256(f"{request.seed}/{request.key}".encode()).digest()[:4], "big") >> 1


def before_stop(text: str, stops: Sequence[str]) -> str:
    """`text` up to the first of the stop texts."""
    ends = [at for stop in stops if stop and (at := text.find(stop)) >= 0]
    return text[: min(ends)] if ends else text


def complaint(data: bytes) -> str:
    """The server's error text, whatever its form: one line, escaped, cut."""
    text = data.decode("utf-8", "replace")
    try:
        found = json.loads(text)
        inner = found.get("error", found) if isinstance(found, dict) else found
        text = str(inner.get("message") or inner.get("error_message") or inner) if isinstance(inner, dict) else str(inner)
    except (ValueError, RecursionError):
        pass
    return escape(" ".join(text[: 4 * _SHOWN].split()))[:_SHOWN] or "(no text)"


def hide(text: str, key: str) -> str:
    """`text` with the key cut out."""
    return text.replace(key, "[key]") if key else text


async def _content(response: httpx.Response) -> bytes:
    """The body, at most MAX_BODY_BYTES of it."""
    data = bytearray()
    async for chunk in response.aiter_bytes():
        data += chunk
        if len(data) > MAX_BODY_BYTES:
            raise Refused(f"the answer is longer than {MAX_BODY_BYTES:,} bytes")
    return bytes(data)


def _wish(header: str | None) -> float | None:
    """Seconds of a Retry-After header (its date form is ignored)."""
    try:
        return max(0.0, float(header)) if header else None
    except ValueError:
        return None
