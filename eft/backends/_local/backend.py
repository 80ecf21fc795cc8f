"""The live `local` backend: one thread owns the model; callers wait on futures."""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING

import torch

from eft.backends._local.decode import Decoder, Decoding, uniforms
from eft.models._policy import Policy, only_full_attention, read_policy
from eft.text.render import prompt_tokens
from eft.types import InfrastructureError, Reply, Request, UserError

if TYPE_CHECKING:
    from eft.backends.local import Local

_Job = tuple[Request, "Future[Reply]"]


class LocalBackend:
    """Implements `Backend`, and `load` for new weights."""

    def __init__(self, config: Local) -> None:
        if config.threads:
            torch.set_num_threads(config.threads)
        self.style = config.style
        self._config, self._version = config, 0
        self._policy = self._read(config.path)
        self._decoder = Decoder(self._policy, config.max_batch)
        self._jobs: queue.Queue[_Job | Callable[[], None] | None] = queue.Queue()
        self._running: dict[int, tuple[Decoding, Request, Future[Reply], float]] = {}
        self._thread: threading.Thread | None = None

    @property
    def model(self) -> str:
        """Name for the record: the folder."""
        return f"local:{self._config.path}"

    async def generate(self, requests: Sequence[Request]) -> list[Reply]:
        """Replies in request order. The text is a function of weights and request, up to rounding that may depend on the batch."""
        self._start()
        futures: list[Future[Reply]] = [Future() for _ in requests]
        for job in zip(requests, futures, strict=True):
            self._jobs.put(job)
        return list(await asyncio.gather(*(asyncio.wrap_future(future) for future in futures)))

    async def load(self, weights: Path | Mapping[str, torch.Tensor], version: int) -> None:
        """Take new weights, from a folder or as a state dict, once the sequences under way are finished."""
        self._start()
        done: Future[None] = Future()

        def swap() -> None:
            try:
                state = self._read(weights).model.state_dict() if isinstance(weights, Path) else dict(weights)
                self._policy.model.load_state_dict(state)
                self._version = version
                done.set_result(None)
            except Exception as error:  # whatever it is belongs to the caller
                done.set_exception(error)

        self._jobs.put(swap)
        await asyncio.wrap_future(done)

    async def close(self) -> None:
        """Finish what is under way and end the thread."""
        if self._thread is not None:
            self._jobs.put(None)
            await asyncio.to_thread(self._thread.join)
            self._thread = None

    def _read(self, path: Path) -> Policy:
        policy = read_policy(path, self._config.dtype)
        if not only_full_attention(policy.model):
            raise UserError(f"model {path}: has layers that are not full attention; serve it with SGLang and use backend.name=openai")
        device = self._config.device
        policy.model.to(("cuda" if torch.cuda.is_available() else "cpu") if device == "auto" else device).eval().requires_grad_(False)
        return policy

    # --- the thread ------------------------------------------------------------------------------------------------------

    def _start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._serve, name="local-backend", daemon=True)
            self._thread.start()

    def _serve(self) -> None:
        held: _Job | Callable[[], None] | None = None
        open_ = True
        while open_ or self._decoder.live:
            fresh: list[_Job] = []
            while open_ and held is None and self._decoder.room > len(fresh):
                try:
                    item = self._jobs.get(block=not self._decoder.live and not fresh)
                except queue.Empty:
                    break
                if item is None:
                    open_ = False
                elif callable(item):
                    held = item  # new weights wait until the batch is empty, and everything behind them waits too
                else:
                    fresh.append(item)
            try:
                self._turn(fresh)
            except Exception as error:  # a failure of the machine or of torch: every caller hears of it, the thread lives on
                self._fail(fresh, error)
            if callable(held) and not self._decoder.live:
                held()
                held = None

    def _turn(self, fresh: Sequence[_Job]) -> None:
        if fresh:
            self._admit(fresh)
        for done in self._decoder.step():
            self._answer(done)

    def _admit(self, fresh: Sequence[_Job]) -> None:
        context = self._policy.model.config.get_text_config().max_position_embeddings
        joining = []
        for request, future in fresh:
            prompt = prompt_tokens(request.messages, self._policy.tokenizer)
            room = context - len(prompt)
            if room < 1:
                reply = f"prompt of {len(prompt)} tokens does not fit the model's context of {context}"
                future.set_result(Reply(request.key, "", "error", reply, self.model, self._version, len(prompt)))
                continue
            count = min(request.max_tokens, room)
            decoding = Decoding(prompt, count, request.temperature, request.top_p, uniforms(request.seed, request.key, count))
            self._running[id(decoding)] = (decoding, request, future, time.perf_counter())
            joining.append(decoding)
        if joining:
            self._decoder.join(joining)

    def _answer(self, done: Decoding) -> None:
        _, request, future, started = self._running.pop(id(done))
        future.set_result(
            Reply(
                request.key,
                self._policy.tokenizer.decode(done.ids, skip_special_tokens=True),
                "stop" if done.stopped else "length",
                model=self.model,
                policy_version=self._version,
                tokens_in=len(done.prompt),
                tokens_out=len(done.ids),
                seconds=time.perf_counter() - started,
                token_ids=tuple(done.ids),
                logprobs=tuple(done.logprobs),
            )
        )

    def _fail(self, fresh: Sequence[_Job], error: Exception) -> None:
        waiting = [future for _, future in fresh] + [future for _, _, future, _ in self._running.values()]
        self._running.clear()
        self._decoder = Decoder(self._policy, self._config.max_batch)
        for future in waiting:
            if not future.done():
                future.set_exception(InfrastructureError(f"local model failed: {type(error).__name__}: {error}"))
