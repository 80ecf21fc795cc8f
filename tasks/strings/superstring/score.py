"""Length of a string that contains all words, missing words at full length each, as a ratio to the stored reference."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import permutations
from typing import Any

from eft.evaluation.blocks.answers import integer
from eft.evaluation.blocks.lengths import count
from eft.evaluation.blocks.stream import Stream
from eft.evaluation.blocks.verdict import Verdict, accept

DRAWS = 40  # of a new word before a repeated one is kept; the kinds here need one or two


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """Words of `params["model"]`, all different, in random order. `pieces`: cut from one random string, `repeats`: from one with copies."""
    stream, model = Stream(seed or 0, "strings/superstring"), params["model"]
    alphabet, words = params["alphabet"], params.get("words", 0)
    if model == "permutations":
        texts = stream.shuffle([list(p) for p in permutations(range(alphabet))])
        return {"alphabet": alphabet, "words": texts}, {}
    low, high = params["lengths"]
    if model == "random":
        source: list[int] = []
    else:
        source = stream.randint(0, alphabet - 1, params["source"]).tolist()
        if model == "repeats":
            source = source[:20] * 2 + source[20:40] * 3 + source
    seen: dict[tuple[int, ...], None] = {}
    for _ in range(DRAWS * words):
        if len(seen) == words:
            break
        length = int(stream.randint(low, high)[0])
        if source:
            start = int(stream.randint(0, len(source) - length)[0])
            seen[tuple(source[start : start + length])] = None
        else:
            seen[tuple(stream.randint(0, alphabet - 1, length).tolist())] = None
    return {"alphabet": alphabet, "words": [list(word) for word in seen]}, {}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    """(Length + lengths of the words that do not occur) / reference."""
    words = [bytes(word) for word in public["words"]]
    most = sum(map(len, words))
    letters = integer(answer, "s", count(answer, "s", 0, most), 0, public["alphabet"] - 1)
    text = bytes(letters.tolist())
    missing = [len(word) for word in words if word not in text]
    note = f"{len(missing)} words missing" if missing else ""
    value = len(text) + sum(missing)
    return accept(value / secret["reference"], note, {"length": value})
