"""Continuous batching: sequences join and leave the batch between two steps."""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import Tensor

from eft.backends._local.cache import Slots
from eft.models._policy import Policy, stop_ids


@dataclass(eq=False)
class Decoding:
    """One request while it is decoded. uniforms: one number in [0, 1) per token to come, so that the text depends on the request alone."""

    prompt: list[int]
    max_tokens: int
    temperature: float
    top_p: float
    uniforms: np.ndarray
    ids: list[int] = field(default_factory=list)
    logprobs: list[float] = field(default_factory=list)
    stopped: bool = False

    @property
    def finished(self) -> bool:
        return self.stopped or len(self.ids) >= self.max_tokens


def uniforms(seed: int, key: str, count: int) -> np.ndarray:
    """Numbers in [0, 1), a function of (seed, key)."""
    digest = hashlib.sha256(f"{seed}/{key}".encode()).digest()
    return np.random.Generator(np.random.Philox(key=int.from_bytes(digest[:16], "little"))).random(count)


class Decoder:
    """The live batch of one model. Not thread-safe."""

    def __init__(self, policy: Policy, max_batch: int) -> None:
        self._model, self._max_batch = policy.model, max_batch
        self._stops = stop_ids(policy)
        self._slots = Slots(max_batch)
        names = inspect.signature(self._model.base_model.forward).parameters
        self._cache = {"cache" if "cache" in names else "past_key_values": self._slots, "use_cache": True}  # transformers renamed it in 5.x
        self._live: list[Decoding] = []

    @property
    def room(self) -> int:
        """Sequences that may still join."""
        return self._max_batch - len(self._live)

    @property
    def live(self) -> int:
        """Sequences being decoded."""
        return len(self._live)

    @torch.inference_mode()
    def join(self, sequences: Sequence[Decoding]) -> None:
        """Read the prompts and sample the first token of each."""
        device = self._model.device
        lengths = torch.tensor([len(s.prompt) for s in sequences], device=device)
        tokens = torch.zeros((len(sequences), int(lengths.max())), dtype=torch.long, device=device)
        for row, sequence in enumerate(sequences):
            tokens[row, : len(sequence.prompt)] = torch.tensor(sequence.prompt, device=device)
        self._slots.begin_prefill(len(self._live), tokens.shape[1])
        columns = torch.arange(tokens.shape[1], device=device)
        mask = (columns[:, None] >= columns[None, :])[None, None].expand(len(sequences), 1, -1, -1)
        out = self._model.base_model(input_ids=tokens, position_ids=columns[None].expand_as(tokens), attention_mask=mask, **self._cache)
        last = out.last_hidden_state[torch.arange(len(sequences), device=device), lengths - 1]
        self._live += sequences
        self._take(self._model.get_output_embeddings()(last), sequences)

    @torch.inference_mode()
    def step(self) -> list[Decoding]:
        """Release finished sequences, then one token for each of the others. Returns the released."""
        done = self._release()
        if self._live:
            device = self._model.device
            at = torch.tensor([len(s.prompt) + len(s.ids) - 1 for s in self._live], device=device)
            self._slots.begin_decode(at)
            mask = (torch.arange(self._slots.width, device=device)[None] <= at[:, None])[:, None, None, :]
            out = self._model.base_model(
                input_ids=torch.tensor([[s.ids[-1]] for s in self._live], device=device),
                position_ids=at[:, None],
                attention_mask=mask,
                **self._cache,
            )
            self._take(self._model.get_output_embeddings()(out.last_hidden_state[:, 0]), self._live)
        return done

    def _release(self) -> list[Decoding]:
        done = [s for s in self._live if s.finished]
        for sequence in done:
            row, last = self._live.index(sequence), len(self._live) - 1
            if row != last:
                self._slots.move(last, row)
                self._live[row] = self._live[last]
            self._live.pop()
        return done

    def _take(self, logits: Tensor, sequences: Sequence[Decoding]) -> None:
        """Add one sampled token to each sequence."""
        draws = [s.uniforms[len(s.ids)] for s in sequences]
        tokens, logprobs = sample(logits, [s.temperature for s in sequences], [s.top_p for s in sequences], draws)
        for sequence, token, logprob in zip(sequences, tokens, logprobs, strict=True):
            sequence.ids.append(token)
            sequence.logprobs.append(logprob)
            sequence.stopped = token in self._stops


def sample(logits: Tensor, temperatures: Sequence[float], top_p: Sequence[float], draws: Sequence[float]) -> tuple[list[int], list[float]]:
    """One token per row by the inverse of the distribution function at draws[row]; temperature 0 takes the most likely.

    logprob: of the token under softmax(logits / temperature), not renormalised for top_p (as SGLang reports it); greedy rows at temperature 1.
    """
    heat = torch.tensor([t if t > 0 else 1.0 for t in temperatures], device=logits.device)
    scores = torch.log_softmax(logits.float() / heat[:, None], dim=-1)
    mass = scores.exp().double()
    if min(top_p) < 1:
        mass = _nucleus(mass, torch.tensor(top_p, device=mass.device, dtype=mass.dtype))
    cumulative = mass.cumsum(-1)
    wanted = torch.tensor(draws, device=mass.device, dtype=mass.dtype)[:, None] * cumulative[:, -1:]
    tokens = torch.searchsorted(cumulative, wanted, right=True)[:, 0].clamp_max(logits.shape[1] - 1)
    greedy = torch.tensor([t <= 0 for t in temperatures], device=logits.device)
    tokens = torch.where(greedy, scores.argmax(-1), tokens)
    return tokens.tolist(), scores.gather(1, tokens[:, None])[:, 0].tolist()


def _nucleus(mass: Tensor, top_p: Tensor) -> Tensor:
    """Zero outside the smallest set of most likely tokens that holds top_p of the mass."""
    ordered, order = mass.sort(dim=-1, descending=True)
    keep = ordered.cumsum(-1) - ordered < top_p[:, None]
    return torch.zeros_like(mass).scatter(1, order, ordered * keep)
