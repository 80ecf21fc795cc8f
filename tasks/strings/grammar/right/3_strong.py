# profile: cheap
import math
import random


def solve(alphabet, s, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    text, rules = "".join(chr(int(v)) for v in s), []
    while True:
        counts = {}
        for length in (2, 3, 4):
            for i in range(len(text) - length + 1):
                part = text[i : i + length]
                counts[part] = counts.get(part, 0) + 1
        saved, part = max(
            (min(n, text.count(p)) * (len(p) - 1) - len(p), p) for p, n in sorted(counts.items(), key=lambda c: c[1] * (1 - len(c[0])))[:20]
        )
        if saved <= 0:
            break
        text = text.replace(part, chr(alphabet + len(rules)))
        rules.append(part)
    out = [[ord(symbol) for symbol in rule] for rule in rules + [text]]
    # EVOLVE-BLOCK-END
    return {"rules": out}
