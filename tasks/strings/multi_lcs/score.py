"""Length of a common subsequence of several strings, as a ratio to the stored reference."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eft.evaluation.blocks.answers import integer
from eft.evaluation.blocks.lengths import count
from eft.evaluation.blocks.stream import Stream
from eft.evaluation.blocks.verdict import Verdict, accept, reject


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """k independent uniform strings of one length."""
    k, length, alphabet = params["k"], params["length"], params["alphabet"]
    letters = Stream(seed or 0, "strings/multi_lcs").randint(0, alphabet - 1, k * length)
    return {"alphabet": alphabet, "strings": letters.reshape(k, length)}, {}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    """Length / reference; every string is walked once, each letter taken at its first place (which misses no embedding)."""
    strings = public["strings"]
    letters = integer(answer, "s", count(answer, "s", 0, strings.shape[1]), 0, public["alphabet"] - 1)
    text = letters.astype(int).tolist()
    for number, string in enumerate(strings.tolist()):
        at = iter(string)
        for place, letter in enumerate(text):
            if letter not in at:
                return reject(f"s[{place}]: s up to here is no subsequence of string {number}")
    return accept(len(text) / secret["reference"], certificate={"length": len(text)})
