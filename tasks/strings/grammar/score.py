"""Size of a straight-line grammar of a string: the letters and rule names on all right sides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from eft.evaluation.blocks.answers import entry, integer
from eft.evaluation.blocks.lengths import count
from eft.evaluation.blocks.stream import Stream
from eft.evaluation.blocks.verdict import Verdict, accept, reject


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """A string of `params["length"]` letters of one kind, each with structure of another sort."""
    stream, kind, length = Stream(params["seed"], "strings/grammar"), params["string"], params["length"]
    alphabet, s = KINDS[kind](stream, length)
    return {"alphabet": alphabet, "s": np.array(s[:length], dtype=np.int64)}, {}


def _fibonacci(stream: Stream, length: int) -> tuple[int, list[int]]:
    """Fibonacci word in which every letter is flipped with probability 1/100."""
    a, b = [0], [0, 1]
    while len(b) < length:
        a, b = b, b + a
    flips = (stream.uniform(size=length) < 0.01).tolist()
    return 2, [letter ^ flip for letter, flip in zip(b[:length], flips, strict=True)]


def _repeats(stream: Stream, length: int) -> tuple[int, list[int]]:
    """Copies of one block of 150 letters over 4, every letter redrawn with probability 3/100."""
    block, out = stream.randint(0, 3, 150).tolist(), []
    while len(out) < length:
        changed = (stream.uniform(size=150) < 0.03).tolist()
        out += [new if change else old for old, new, change in zip(block, stream.randint(0, 3, 150).tolist(), changed, strict=True)]
    return 4, out


def _de_bruijn(stream: Stream, length: int) -> tuple[int, list[int]]:
    """Binary de Bruijn cycle of order 10, the lexicographically least (Fredricksen and Maiorana), from a random place on."""
    order, word, out = 10, [0], [0]
    while word:
        word = (word * order)[:order]
        while word and word[-1] == 1:
            word.pop()
        if word:
            word[-1] = 1
            if order % len(word) == 0:
                out += word
    start = int(stream.randint(0, len(out) - 1)[0])
    return 2, out[start:] + out[:start]


def _markov(stream: Stream, length: int) -> tuple[int, list[int]]:
    """Words drawn by Zipf's law from a vocabulary of 80 words of 2-8 letters over 12, with a separator."""
    letters = [stream.zipf(12, 0.7, int(n)).tolist() for n in stream.randint(2, 8, 80)]
    out: list[int] = []
    for rank in stream.zipf(80, 1.0, length).tolist():
        out += [*letters[rank], 12]
    return 13, out


def _loops(stream: Stream, length: int) -> tuple[int, list[int]]:
    """Traces of nested loops: block (body^i tail)^j with random small i, j and three random bodies."""
    out: list[int] = []
    bodies = [stream.randint(0, 5, int(n)).tolist() for n in stream.randint(3, 7, 6)]
    while len(out) < length:
        body, tail, head = (int(v) for v in stream.randint(0, 5, 3))
        inner, outer = (int(v) for v in stream.randint(2, 6, 2))
        out += bodies[head] + (bodies[body] * inner + bodies[tail]) * outer
    return 6, out


KINDS = {"fibonacci": _fibonacci, "repeats": _repeats, "de_bruijn": _de_bruijn, "text": _markov, "loops": _loops}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    """Sum of the lengths of the right sides. Lengths of expansions are checked before anything is expanded."""
    alphabet, s = public["alphabet"], public["s"]
    number, size = count(answer, "rules", 1, len(s)), 0
    rules = entry(answer, "rules")
    if not isinstance(rules, list):
        return reject(f"rules: expected a list of lists, got {type(rules).__name__}")
    parts = [bytes([a]) for a in range(alphabet)]
    for j in range(number):
        row = {f"rules[{j}]": rules[j]}
        width = count(row, f"rules[{j}]", 1, len(s))
        size += width
        if size > len(s) * 2:
            return reject(f"rules[{j}]: more than {2 * len(s)} symbols so far")
        symbols = integer(row, f"rules[{j}]", width, 0, alphabet + j - 1).tolist()
        length = sum(len(parts[symbol]) for symbol in symbols)
        if length > len(s):
            return reject(f"rules[{j}]: stands for {length} letters, the string has {len(s)}")
        parts.append(b"".join([parts[symbol] for symbol in symbols]))
    text, wanted = parts[-1], bytes(s.tolist())
    if text != wanted:
        place = next((k for k, (a, b) in enumerate(zip(text, wanted, strict=False)) if a != b), len(text))
        return reject(f"rules[{number - 1}]: the last rule has {len(text)} letters and differs from the string at letter {place}")
    return accept(size)
