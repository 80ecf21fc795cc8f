import numpy as np

FORMS = [  # of p, q, r, s: 1..60 and m: 1..1020
    "({p}*x0 + {q}*x1 + {r})%{m}",
    "x0//{p} + x1//{q} + (x0 + x1)//{r}",
    "x0%{p} + x0//{q}%{r} + x1%{s}",
    "if(lt(x0%{p}, {q}), {r}*x0 + x1, {s}*x1 - x0)",
    "gcd(x0, {p})*x1 + x0%{q}",
    "max({p}*x0 - x1, {q}*x1)%{m}",
    "{p}*x0 + {q}*x1 + {r}",
    "x0//{p} + x1//{q}",
]
NODES = [9, 11, 13, 14, 7, 11, 9, 7]
CALLS = {"lt": np.less, "gcd": np.gcd, "max": np.maximum, "choose": np.where}
EXAMPLES = 60


class Objective:
    """Integers: the number of a form (modulo 8) and six numbers that fill it. Value: 1000 * share of wrong values on the first 60 examples +
    nodes + 100 * mean of log2(1 + error) / 32.
    """

    kind, size, low, high = "integers", 7, 0, 59

    def __init__(self, inputs):
        x = np.asarray(inputs["x"])[:EXAMPLES]
        self.names = {"x0": x[:, 0], "x1": x[:, 1]}
        self.y = np.asarray(inputs["y"])[:EXAMPLES]

    def _numbers(self, z):
        p, q, r, s, high, low = (int(v) for v in z[1:])
        return {"p": p + 1, "q": q + 1, "r": r + 1, "s": s + 1, "m": 60 * (high % 17) + low + 1}

    def value(self, z):
        form = int(z[0]) % len(FORMS)
        code = FORMS[form].format(**self._numbers(z)).replace("if(", "choose(")
        off = np.abs(eval(code, CALLS, self.names) - self.y)  # our own texts
        return 1000.0 * float((off > 0).mean()) + NODES[form] + 100.0 * float(np.log2(1.0 + off).mean()) / 32.0

    def answer(self, z):
        return {"expr": FORMS[int(z[0]) % len(FORMS)].format(**self._numbers(z))}
