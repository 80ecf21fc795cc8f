"""SGLang servers by their native API: token ids in and out, log-probabilities, weight updates, several servers.

Tested with SGLang 0.5.21, which lives in an environment of its own (it pins torch and transformers exactly); nothing of it is
imported here, and no torch. A failure that another try may mend is tried again on another server; after that it is a reply with finish
`error` that says what. A server with another model, and settings that cannot work, raise UserError.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from eft.keys import check_variable
from eft.types import UserError

if TYPE_CHECKING:
    from eft.backends._sglang.backend import SGLangBackend

__all__ = ["SGLang"]


@dataclass(frozen=True, slots=True)
class SGLang:
    """path: folder of the model, for its tokenizer; the servers serve the same one, or say so under the name `serves`.

    urls: one per server, as `http://host:port`. key_env, admin_key_env: names of the environment variables with their keys, if they have any;
    key_file, admin_key_file: files with them instead, readable by their owner only.
    style: of the prompts this model was trained on. thinking: for chat templates with such a switch (null: their default). constrain: replies are held to the edit grammar of the request's program
    (no reasoning before the edit).
    sync: how `load` brings new weights: a folder on a `disk` that the servers see, a `lora` adapter, or tensors over a `distributed` group
    (group_backend, on group_host as the servers see this machine). pause: what happens to replies under way when weights change:
    `retract` lets ours finish first, `abort` cuts them off and asks again. staleness: old adapters kept for replies under way.
    timeout_s: of one try, which is silent until its last token; pulse_s: between two looks at a server that has requests under way: two of
    them without an answer, and it counts as frozen. retries: further tries. Pauses are drawn below wait_s, doubled each time up to
    max_wait_s. concurrency: requests in flight. ready_s: patience while servers start. recheck_s: pause between looks at a
    server that is left out. sync_timeout_s: of one weight update.
    launch: start `launch_count` servers here, on the loopback with keys of their own, by `launch_python -m sglang.launch_server` with
    launch_arguments (`{number}` in one becomes the server's number, e.g. for --base-gpu-id); log and settings go to launch_folder.
    """

    path: Path = Path()
    urls: tuple[str, ...] = ("http://127.0.0.1:30000",)
    serves: str = ""
    key_env: str = "SGLANG_API_KEY"
    admin_key_env: str = "SGLANG_ADMIN_API_KEY"
    key_file: Path | None = None
    admin_key_file: Path | None = None
    style: Literal["compact", "full"] = "compact"
    thinking: bool | None = None
    constrain: bool = False
    sync: Literal["disk", "lora", "distributed"] = "disk"
    pause: Literal["retract", "abort"] = "retract"
    staleness: int = 0
    group_backend: Literal["gloo", "nccl"] = "nccl"
    group_host: str = "127.0.0.1"
    timeout_s: float = 1800.0
    pulse_s: float = 30.0
    retries: int = 3
    wait_s: float = 1.0
    max_wait_s: float = 30.0
    concurrency: int = 256
    ready_s: float = 600.0
    recheck_s: float = 10.0
    sync_timeout_s: float = 600.0
    launch: bool = False
    launch_python: str = "python3"
    launch_count: int = 1
    launch_arguments: tuple[str, ...] = ()
    launch_folder: Path = Path("runs/sglang")

    def __post_init__(self) -> None:
        """Refuse what may hold a secret before anything is stored."""
        for url in self.urls:
            parts = urlsplit(url.rstrip("/"))
            plain = not (parts.username or parts.password or parts.path or parts.query or parts.fragment)
            if parts.scheme not in ("http", "https") or not parts.hostname or not plain:
                raise UserError("backend.urls: expected http(s)://host[:port] without a path, query, user name or password")
        check_variable(self.key_env, "backend.key_env")
        check_variable(self.admin_key_env, "backend.admin_key_env")

    def build(self) -> SGLangBackend:
        """A live client; asks or starts its servers at the first request. Raises UserError on unusable settings."""
        if self.path == Path():
            raise UserError("config key backend.path: name the folder of the model that the servers serve (for its tokenizer)")
        urls = [url.rstrip("/") for url in self.urls]
        if not self.launch and (not urls or len(set(urls)) < len(urls)):
            raise UserError("backend.urls: name each server once")
        if (
            min(self.timeout_s, self.pulse_s, self.ready_s, self.sync_timeout_s) <= 0
            or min(self.retries, self.staleness, self.recheck_s, self.wait_s, self.max_wait_s) < 0
        ):
            raise UserError("backend: timeouts must be above 0; retries, staleness, recheck_s and wait_s at least 0")
        if min(self.concurrency, self.launch_count) < 1:
            raise UserError("backend: concurrency and launch_count must be at least 1")
        from eft.backends._sglang.backend import SGLangBackend

        return SGLangBackend(self)
