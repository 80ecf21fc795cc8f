"""What the clients of model servers share: connections of one event loop, one bounded exchange, tries with jitter, the bill.

A server is taken to be broken or hostile: what it sends is bounded in time (silence and total) and in bytes, is never decompressed,
and never answers more than one request, because every request has a connection of its own.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import random
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from eft.keys import hide
from eft.text.reply import escape
from eft.types import Request

if TYPE_CHECKING:
    import httpx

Answer = TypeVar("Answer")
BODY_BYTES, TOKEN_BYTES = 1_000_000, 1_000  # an answer may have so many, and so many more for each token that was asked for
CONNECT_S = 10.0
MAX_TOKENS = 1 << 40  # a count above this is none
AGAIN = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 520, 522, 524, 529})  # statuses that another try may mend
SPENT = ("insufficient_quota", "billing_hard_limit_reached", "billing_not_active")  # 429 that no waiting mends
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_SHOWN = 300  # characters of a server's own words


class Again(Exception):
    """A failure that another try may mend; `after_s` is the server's own wish, `partial` what had come of the answer."""

    def __init__(self, what: str, after_s: float | None = None, partial: bytes = b"") -> None:
        super().__init__(what)
        self.after_s, self.partial = after_s, partial


class Refused(Exception):
    """A failure that no further try will mend."""


@dataclass(slots=True)
class Bill:
    """What the tries of one request have used, those with a useless answer too. Of a try without an answer nothing is known.

    last: why the last try failed.
    """

    tokens_in: int = 0
    tokens_out: int = 0
    cost_usd: float = 0.0
    last: str = ""

    def add(self, tokens_in: int, tokens_out: int, cost_usd: float = 0.0) -> None:
        """Count one call."""
        self.tokens_in += tokens_in
        self.tokens_out += tokens_out
        self.cost_usd += cost_usd


@dataclass(frozen=True, slots=True)
class Bounds:
    """silence_s: between two signs of life of a server; total_s: until the last byte (None: the caller's affair); max_bytes: of the body."""

    silence_s: float | None
    total_s: float | None = None
    max_bytes: int = BODY_BYTES


@dataclass(frozen=True, slots=True)
class Response:
    """Status, body, and the wish of a Retry-After header in seconds. moved: where a redirect points."""

    status: int
    data: bytes
    after_s: float | None = None
    moved: str = ""

    def check(self, key: str = "") -> bytes:
        """The body of a 200. Raises Again or Refused with the server's words, `key` cut out."""
        if self.status == 200:
            return self.data
        words = complaint(self.data, key)
        if 300 <= self.status < 400 and self.moved:
            words = f"a redirect to {escape(hide(self.moved, key))[:_SHOWN]}, not followed (the key would go there too)"
        what = f"HTTP {self.status}: {words}"
        if self.status not in AGAIN or (self.status == 429 and any(word in self.data.decode("utf-8", "replace") for word in SPENT)):
            raise Refused(what)
        raise Again(what, self.after_s)


class Connections:
    """Connections of one event loop at a time: they belong to the loop that opened them, so close before it ends.

    limit: requests in flight that `gate` lets through. trust_env: use the system's proxies.
    """

    def __init__(self, limit: int, trust_env: bool) -> None:
        self._limit, self._trust_env = limit, trust_env
        self._loop: asyncio.AbstractEventLoop | None = None
        self._client: httpx.AsyncClient | None = None
        self._gate = asyncio.Semaphore(limit)

    def open(self) -> httpx.AsyncClient:
        """The client of the running event loop. No connection is used twice: bytes too many would answer the next request."""
        import httpx

        loop = asyncio.get_running_loop()
        if self._client is None or self._loop is not loop:
            timeout = httpx.Timeout(None, connect=CONNECT_S)  # the rest is kept by `exchange`
            limits = httpx.Limits(max_connections=None, max_keepalive_connections=0)
            headers = {"Accept-Encoding": "identity"}
            self._client = httpx.AsyncClient(timeout=timeout, trust_env=self._trust_env, limits=limits, headers=headers)
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
    client: httpx.AsyncClient,
    method: str,
    url: str,
    bounds: Bounds,
    body: Any = None,
    key: str = "",
    lives: Callable[[bytes], bool] = bool,
) -> Response:
    """One request with `key` as bearer token. lives: whether a piece of the body is a sign of life.

    Raises Again for a lost, frozen or endless answer, Refused for what cannot be sent and for more bytes than allowed.
    """
    import httpx

    headers = {"Authorization": f"Bearer {key}"} if key else {}
    data = bytearray()
    try:
        async with (
            asyncio.timeout(bounds.total_s),
            asyncio.timeout(bounds.silence_s) as silence,
            client.stream(method, url, json=body, headers=headers) as response,
        ):
            _check_plain(response.headers)
            async for piece in response.aiter_raw():
                data += piece
                if len(data) > bounds.max_bytes:
                    raise Refused(f"the answer is longer than {bounds.max_bytes:,} bytes")
                if bounds.silence_s is not None and lives(piece):
                    silence.reschedule(asyncio.get_running_loop().time() + bounds.silence_s)
            return Response(response.status_code, bytes(data), _wish(response.headers), response.headers.get("location", ""))
    except TimeoutError:
        what = f"silent for {bounds.silence_s:g} s" if silence.expired() else f"no whole answer within {bounds.total_s:g} s"
        raise Again(what, partial=bytes(data)) from None
    except (httpx.TransportError, httpx.DecodingError) as error:
        raise Again(_words(error, key), partial=bytes(data)) from None
    except (httpx.InvalidURL, UnicodeError) as error:
        raise Refused(f"cannot be asked: {_words(error, key)}") from None


@dataclass(frozen=True, slots=True)
class Patience:
    """retries: further tries. Each pause is drawn evenly between 0 and a bound, which starts at wait_s and doubles up to max_wait_s.

    ("Full jitter": M. Brooker, Exponential backoff and jitter, 2015.) draw: numbers in [0, 1); sleep: lets seconds pass.
    """

    retries: int
    wait_s: float
    max_wait_s: float
    draw: Callable[[], float] = field(default=random.SystemRandom().random)
    sleep: Callable[[float], Awaitable[None]] = field(default=asyncio.sleep)

    def pause_s(self, tried: int, wish_s: float | None) -> float:
        """Seconds before the try after the `tried`-th (from 0). What the server wishes comes on top, at most max_wait_s of it."""
        return self.draw() * min(self.max_wait_s, self.wait_s * 2.0**tried) + min(wish_s or 0.0, self.max_wait_s)


async def insist(once: Callable[[], Awaitable[Answer]], patience: Patience, bill: Bill | None = None) -> Answer:
    """The answer of the first try that gives one; waits in between. Raises Again when no try is left."""
    for tried in range(patience.retries + 1):
        try:
            return await once()
        except Again as error:
            if bill is not None:
                bill.last = str(error)
            if tried == patience.retries:
                raise Again(f"{error} ({tried + 1} tries)") from None
            pause_s = patience.pause_s(tried, error.after_s)
        await patience.sleep(pause_s)
    raise AssertionError("unreachable")


def seed_of(request: Request) -> int:
    """31 bits from (seed, key): servers that honour seeds repeat themselves."""
    return int.from_bytes(hashlib.sha256(f"{request.seed}/{request.key}".encode()).digest()[:4], "big") >> 1


def before_stop(text: str, stops: Sequence[str]) -> str:
    """`text` up to the first of the stop texts."""
    ends = [at for stop in stops if stop and (at := text.find(stop)) >= 0]
    return text[: min(ends)] if ends else text


def count(usage: Mapping[str, Any], name: str) -> int:
    """A number of tokens, 0 where none is told. Raises TypeError for what is none: negative, a truth value, astronomical."""
    value = usage.get(name) or 0
    if type(value) is not int or not 0 <= value <= MAX_TOKENS:
        raise TypeError(f"{name} is no count")
    return value


def complaint(data: bytes, key: str = "") -> str:
    """The server's error text, whatever its form: one line, escaped, without `key`, cut."""
    text = data.decode("utf-8", "replace")
    try:
        found = json.loads(text)
        inner = found.get("error", found) if isinstance(found, dict) else found
        text = str(inner.get("message") or inner.get("error_message") or inner) if isinstance(inner, dict) else str(inner)
    except (ValueError, RecursionError):
        pass
    shown = hide(text, key)[: 4 * _SHOWN]  # cut only when no part of the key can be left
    return escape(" ".join(shown.split()))[:_SHOWN] or "(no text)"


def _words(error: Exception, key: str) -> str:
    return escape(hide(f"{type(error).__name__} {error}".strip(), key))[:_SHOWN]


def _check_plain(headers: httpx.Headers) -> None:
    """A compressed answer could be a thousand times longer than it looks; none was asked for."""
    if (encoding := headers.get("content-encoding", "identity").strip().lower()) not in ("", "identity"):
        raise Refused(f"the answer is compressed ({escape(encoding)[:40]}), which was not asked for")


def _wish(headers: httpx.Headers) -> float | None:
    """Seconds of a Retry-After header: a number, or a date, seen from the server's own clock if it tells it (RFC 9110, 10.2.3)."""
    header = headers.get("retry-after")
    if not header:
        return None
    try:
        return max(0.0, float(header))
    except ValueError:
        pass
    try:
        told = headers.get("date")
        now = parsedate_to_datetime(told).timestamp() if told else time.time()
        return max(0.0, parsedate_to_datetime(header).timestamp() - now)
    except (ValueError, TypeError, OverflowError):
        return None
