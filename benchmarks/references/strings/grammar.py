"""Reference values of strings/grammar: `python benchmarks/references/strings/grammar.py [seconds]`.

Greedy replacement of the part that saves most, with random ties and random longest length (2: Re-Pair, Larsson and Moffat 1999), restarted;
rules that are used once are put back. Bound: a grammar of size m stands for at most 3^(m/3) letters (Charikar et al. 2005).
"""

from __future__ import annotations

import math
import random
import sys
import time
from collections import Counter

from eft.evaluation.tasks import load_module, read_family


def compress(s, alphabet, longest, rng):
    """Rules of one greedy run as lists of symbols."""
    text, rules = "".join(map(chr, s)), []
    while True:
        best, saved = [], 0
        for length in range(2, longest + 1):
            counts = Counter(text[i : i + length] for i in range(len(text) - length + 1))
            for part, copies in counts.items():
                if (copies - 1) * (length - 1) - 1 >= max(1, saved):
                    real = (text.count(part) - 1) * (length - 1) - 1
                    if real > saved:
                        best, saved = [part], real
                    elif real == saved > 0:
                        best.append(part)
        if not best:
            break
        part = rng.choice(best)
        text = text.replace(part, chr(alphabet + len(rules)))
        rules.append(part)
    return _without_single_use([*rules, text], alphabet)


def _without_single_use(rules, alphabet):
    uses = Counter(symbol for rule in rules for symbol in rule)
    texts, names, kept = {}, {}, []
    for j, rule in enumerate(rules):
        row = []
        for symbol in rule:
            code = ord(symbol)
            row += [code] if code < alphabet else texts.get(code) or [names[code]]
        if uses[chr(alphabet + j)] == 1 and j < len(rules) - 1:
            texts[alphabet + j] = row
        else:
            names[alphabet + j] = alphabet + len(kept)
            kept.append(row)
    return kept


def main(seconds: float) -> None:
    for task in read_family("strings/grammar"):
        score = load_module(task, "score")
        public, _ = score.instance(task.params, None)
        s, best, runs, start, rng = public["s"].tolist(), math.inf, 0, time.process_time(), random.Random(1)
        while time.process_time() - start < seconds:
            rules = compress(s, public["alphabet"], (2, 4, 3, 8)[runs % 4], rng)
            best, runs = min(best, score.score(public, {}, {"rules": rules}).value), runs + 1
        print(task.id, best, "runs", runs, "base", len(s), "bound", math.ceil(3 * math.log(len(s)) / math.log(3)), flush=True)


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 6.0)
