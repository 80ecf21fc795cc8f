"""The one table of what `rules` can write: whole lines by kind of search space, with constants from short lists.

Nothing here knows a task: fragments use only the names of the search skeleton (rng, size, x, value, y, new, best, …) and
the declared kind of the space. The lines are few and fixed on purpose: a line-level tokenizer then needs one token for most.
`<NAME>` stands for one value of CHOICES[NAME]; indentation is relative. Vectors live in [0, 1].
"""

from __future__ import annotations

CHOICES: dict[str, tuple[str, ...]] = {
    "STEP": ("0.5", "0.3", "0.2", "0.1", "0.05", "0.02", "0.01"),
    "TEMP": ("2.0", "1.0", "0.5", "0.2", "0.1", "0.05", "0.02"),  # in units of the standardised spread
    "RATE": ("1.0 / size", "2.0 / size", "4.0 / size", "0.05", "0.1", "0.2", "0.5"),
    "COUNT": ("2", "3", "4", "6", "8"),
    "WIDTH": ("2", "3", "4", "6", "8", "12"),
    "CHANCE": ("0.05", "0.1", "0.2", "0.3", "0.5"),
    "TRIES": ("5", "10", "20", "40"),
    "STALE": ("10", "20", "50", "100"),
    "COOL": ("0.9", "0.95", "0.98", "0.99"),
    "POOL": ("3", "5", "10", "20"),
    "SPLIT": ("2", "3", "4"),
    "SPAN": ("0.1", "0.2", "0.3", "0.4"),
    "DENSITY": ("0.1", "0.2", "0.3", "0.7"),
    "ADAPT": (
        "1.1 if new < value else 0.98",
        "1.2 if new < value else 0.95",
        "1.5 if new < value else 0.9",
        "2.0 if new < value else 0.8",
    ),
    "METHOD": ('"SLSQP"', '"L-BFGS-B"', '"Powell"', '"Nelder-Mead"'),
    "ITERATIONS": ("10", "30", "100", "300"),
}

# Starting points: one line that sets x.
INITIAL: dict[str, tuple[str, ...]] = {
    "vector": (
        "x = [rng.random() for _ in range(size)]",
        "x = [0.5 + rng.uniform(-<SPAN>, <SPAN>) for _ in range(size)]",
        "x = [0.5 + rng.gauss(0.0, 0.1) for _ in range(size)]",
        "x = [0.5] * size",
        "x = sorted(rng.random() for _ in range(size))",
        "x = [(i + 0.5) / size for i in range(size)]",
        "x = [0.618034 * i % 1.0 for i in range(size)]",
        "x = rng.sample([(i + 0.5) / size for i in range(size)], size)",
        "x = [(i // <SPLIT> + 0.5) / (size // <SPLIT> + 1) for i in range(size)]",
        "x = [(i % <SPLIT> + 0.5) / <SPLIT> for i in range(size)]",
        "x = [0.5 + <SPAN> * math.cos(2.0 * math.pi * i / size) for i in range(size)]",
        "x = [math.sin(math.pi * (i + 0.5) / size) for i in range(size)]",
        "x = [rng.random() ** 2 for _ in range(size)]",
        "x = [float(rng.random() < 0.5) for _ in range(size)]",
    ),
    "permutation": (
        "x = rng.sample(range(size), size)",
        "x = list(range(size))",
        "x = list(range(size))[::-1]",
        "x = list(range(0, size, 2)) + list(range(1, size, 2))",
        "x = list(range(0, size, 2)) + list(range(1, size, 2))[::-1]",
        "x = sorted(range(size), key=lambda i: i % <SPLIT>)",
        "x = sorted(range(size), key=lambda i: abs(2 * i - size))",
        "x = sorted(range(size), key=lambda i: i + rng.gauss(0.0, 2.0))",
    ),
    "bits": (
        "x = [rng.randrange(2) for _ in range(size)]",
        "x = [int(rng.random() < <DENSITY>) for _ in range(size)]",
        "x = [0] * size",
        "x = [1] * size",
        "x = [i % 2 for i in range(size)]",
        "x = [i // <SPLIT> % 2 for i in range(size)]",
        "x = [int(2 * i < size) for i in range(size)]",
        "x = [int(i % <SPLIT> == 0) for i in range(size)]",
    ),
    "integers": (
        "x = [rng.randint(objective.low, objective.high) for _ in range(size)]",
        "x = [objective.low] * size",
        "x = [objective.high] * size",
        "x = [(objective.low + objective.high) // 2] * size",
        "x = [objective.low + i % (objective.high - objective.low + 1) for i in range(size)]",
        "x = sorted(rng.randint(objective.low, objective.high) for _ in range(size))",
        "x = [min(objective.high, objective.low + i) for i in range(size)]",
        "x = [objective.low + int((objective.high - objective.low) * rng.random() ** 2) for _ in range(size)]",
    ),
}

# Fresh random points, for sampling and restarts.
FRESH: dict[str, str] = {kind: lines[0][len("x = ") :] for kind, lines in INITIAL.items()}

# Moves in place, after `y = list(x)`.
STEPS: dict[str, tuple[str, ...]] = {
    "vector": (
        "i = rng.randrange(size)\ny[i] += rng.gauss(0.0, step)",
        "i = rng.randrange(size)\ny[i] += rng.uniform(-step, step)",
        "i = rng.randrange(size)\ny[i] = rng.random()",
        "i = rng.randrange(size)\ny[i] += step * math.tan(3.0 * (rng.random() - 0.5))",
        "i = rng.randrange(size)\ny[i] += rng.choice((-step, step))",
        "i = rng.randrange(size)\ny[i] *= 1.0 + rng.gauss(0.0, step)",
        "i = rng.randrange(size)\ny[i] = 1.0 - y[i]",
        "i = rng.randrange(size)\ny[i] = rng.choice((0.0, 0.5, 1.0))",
        "i = rng.randrange(size)\ny[i] += rng.random() * (best[i] - y[i])",
        "i = rng.randrange(size)\ny[i] = 0.5 * (y[i - 1] + y[(i + 1) % size])",
        "i = rng.randrange(size)\ny[i] = y[i - 1]",
        "i = rng.randrange(size)\nj = (i + size // 2) % size\ny[i] += rng.gauss(0.0, step)\ny[j] += rng.gauss(0.0, step)",
        "i = rng.randrange(size)\nj = (i + size // 2) % size\ny[i], y[j] = rng.random(), rng.random()",
        "i = rng.randrange(size)\ny[i] += rng.gauss(0.0, step)\ny[i - 1] += rng.gauss(0.0, step)",
        "i, j = rng.sample(range(size), 2)\ny[i], y[j] = y[j], y[i]",
        "i, j = rng.sample(range(size), 2)\ny[i] = y[j]",
        "i, j = rng.sample(range(size), 2)\nd = rng.gauss(0.0, step)\ny[i] += d\ny[j] -= d",
        "i = rng.randrange(size)\nfor j in range(i, min(size, i + <WIDTH>)):\n    y[j] += rng.gauss(0.0, step)",
        "i = rng.randrange(size)\nd = rng.gauss(0.0, step)\nfor j in range(i, min(size, i + <WIDTH>)):\n    y[j] += d",
    ),
    "permutation": (
        "i, j = rng.sample(range(size), 2)\ny[i], y[j] = y[j], y[i]",
        "i = rng.randrange(size)\ny[i], y[i - 1] = y[i - 1], y[i]",
        "i = rng.randrange(size)\nj = (i + rng.randint(1, <WIDTH>)) % size\ny[i], y[j] = y[j], y[i]",
        "i, j = rng.sample(range(size), 2)\ny.insert(i, y.pop(j))",
        "i = rng.randrange(size)\ny.insert(i + rng.randint(-<WIDTH>, <WIDTH>), y.pop(i))",
        "i, j = sorted(rng.sample(range(size + 1), 2))\ny[i:j] = y[i:j][::-1]",
        "i = rng.randrange(size)\nj = i + <WIDTH>\ny[i:j] = y[i:j][::-1]",
        "i, j = sorted(rng.sample(range(size + 1), 2))\ny[i:j] = rng.sample(y[i:j], j - i)",
        "i = rng.randrange(size)\nj = i + <WIDTH>\ny[i:j] = rng.sample(y[i:j], len(y[i:j]))",
        "i, j = sorted(rng.sample(range(size + 1), 2))\ny[i:j] = y[i + 1 : j] + y[i : i + 1]",
        "i = rng.randrange(size)\nj = i + <WIDTH>\nd = y[i:j]\ny[i:j] = []\ni = rng.randint(0, len(y))\ny[i:i] = d",
        "i = rng.randrange(size)\ny = y[i:] + y[:i]",
        "i, j, d = sorted(rng.sample(range(size + 1), 3))\ny = y[:i] + y[j:d] + y[i:j] + y[d:]",
        "i, j = rng.sample(range(size), 2)\nd = y.index(best[i])\ny[i], y[d] = y[d], y[i]",
    ),
    "bits": (
        "i = rng.randrange(size)\ny[i] = 1 - y[i]",
        "i = rng.randrange(size)\ny[i] = rng.randrange(2)",
        "i = rng.randrange(size)\ny[i] = 1",
        "i = rng.randrange(size)\ny[i] = 0",
        "i = rng.randrange(size)\ny[i] = best[i]",
        "i = rng.randrange(size)\nj = rng.choice([j for j in range(size) if y[j] != y[i]] or [i])\ny[i], y[j] = y[j], y[i]",
        "i, j = rng.sample(range(size), 2)\ny[i], y[j] = y[j], y[i]",
        "i, j = rng.sample(range(size), 2)\ny[i], y[j] = 1 - y[i], 1 - y[j]",
        "i = rng.randrange(size)\ny[i], y[i - 1] = 1 - y[i], 1 - y[i - 1]",
        "i = rng.randrange(size)\nj = i + <WIDTH>\ny[i:j] = [1 - v for v in y[i:j]]",
        "i = rng.randrange(size)\nj = i + <WIDTH>\ny[i:j] = y[i:j][::-1]",
        "i, j = sorted(rng.sample(range(size + 1), 2))\ny[i:j] = [1 - v for v in y[i:j]]",
        "i, j = sorted(rng.sample(range(size + 1), 2))\ny[i:j] = y[i:j][::-1]",
        "i, j = sorted(rng.sample(range(size + 1), 2))\ny[i:j] = best[i:j]",
        "i = rng.randrange(size)\ny = y[i:] + y[:i]",
    ),
    "integers": (
        "i = rng.randrange(size)\ny[i] = rng.randint(objective.low, objective.high)",
        "i = rng.randrange(size)\ny[i] = min(objective.high, max(objective.low, y[i] + rng.choice((-1, 1))))",
        "i = rng.randrange(size)\ny[i] = min(objective.high, max(objective.low, y[i] + rng.randint(-<WIDTH>, <WIDTH>)))",
        "i = rng.randrange(size)\nd = round(rng.gauss(0.0, step) * (objective.high - objective.low))\n"
        "y[i] = min(objective.high, max(objective.low, y[i] + d))",
        "i = rng.randrange(size)\ny[i] = max(objective.low, y[i] - 1)",
        "i = rng.randrange(size)\ny[i] = min(objective.high, y[i] + 1)",
        "i = rng.randrange(size)\ny[i] = objective.low + objective.high - y[i]",
        "i = rng.randrange(size)\ny[i] = best[i]",
        "i = rng.randrange(size)\ny[i] = y[i - 1]",
        "i, j = rng.sample(range(size), 2)\ny[i], y[j] = y[j], y[i]",
        "i, j = rng.sample(range(size), 2)\ny[i] = y[j]",
        "i, j = rng.sample(range(size), 2)\ny[i], y[j] = min(objective.high, y[i] + 1), max(objective.low, y[j] - 1)",
        "i, j = sorted(rng.sample(range(size + 1), 2))\ny[i:j] = y[i:j][::-1]",
        "i = rng.randrange(size)\nj = i + <WIDTH>\ny[i:j] = rng.sample(y[i:j], len(y[i:j]))",
        "i, j = sorted(rng.sample(range(size + 1), 2))\ny[i:j] = best[i:j]",
        "i = rng.randrange(size)\ny.insert(rng.randrange(size), y.pop(i))",
    ),
}

# Moves that make y anew; the last ones need the pool of past points.
_MIX = "y = [b if rng.random() < rate else v for v, b in zip(x, best)]"
_CROSS = "d = rng.choice(pool)[1]\ny = [b if rng.random() < 0.5 else v for v, b in zip(x, d)]"
_CUT = "d = rng.choice(pool)[1]\ni = rng.randrange(size)\ny = x[:i] + d[i:]"
WHOLES: dict[str, tuple[str, ...]] = {
    "vector": (
        "y = [v + rng.gauss(0.0, step) for v in x]",
        "y = [v + rng.uniform(-step, step) for v in x]",
        "y = [v + rng.gauss(0.0, step) for v in best]",
        "y = [v + rng.gauss(0.0, step) if rng.random() < rate else v for v in x]",
        "y = [v + rng.gauss(0.0, step) if rng.random() < rate else v for v in best]",
        "y = [rng.random() if rng.random() < rate else v for v in x]",
        "y = [v + rng.random() * (b - v) for v, b in zip(x, best)]",
        "y = [v + rng.gauss(0.0, step) + 0.5 * (b - v) for v, b in zip(x, best)]",
        "y = [v + rng.gauss(0.0, 1.0) * (b - v) for v, b in zip(x, best)]",
        _MIX,
        "y = [1.0 - v for v in x]",
        "y = [0.5 + 0.9 * (v - 0.5) for v in x]",
        "y = [0.5 * v + 0.25 * (x[i - 1] + x[(i + 1) % size]) for i, v in enumerate(x)]",
        "y = [v * (1.0 + rng.gauss(0.0, step)) for v in x]",
        "y = [rng.random() for _ in range(size)]",
        _CROSS,
        _CUT,
        "c, d = rng.choice(pool)[1], rng.choice(pool)[1]\ny = [v + <CHANCE> * (a - b) for v, a, b in zip(x, c, d)]",
        "c, d = rng.choice(pool)[1], rng.choice(pool)[1]\ny = [v + <CHANCE> * (a - b) for v, a, b in zip(best, c, d)]",
    ),
    "permutation": (
        "i, j = sorted(rng.sample(range(size + 1), 2))\ny = x[i:j] + [v for v in best if v not in x[i:j]]",
        "i, j = sorted(rng.sample(range(size + 1), 2))\ny = [v for v in best if v not in x[i:j]] + x[i:j]",
        "d = rng.choice(pool)[1]\ni, j = sorted(rng.sample(range(size + 1), 2))\ny = x[i:j] + [v for v in d if v not in x[i:j]]",
        "y = sorted(x, key=lambda v: x.index(v) + rng.gauss(0.0, 2.0))",
        "y = x[::-1]",
        "y = rng.sample(range(size), size)",
    ),
    "bits": (
        "y = [1 - v if rng.random() < rate else v for v in x]",
        "y = [1 - v if rng.random() < rate else v for v in best]",
        "y = [rng.randrange(2) if rng.random() < rate else v for v in x]",
        _MIX,
        _CROSS,
        _CUT,
        "y = [1 - v for v in x]",
        "y = [rng.randrange(2) for _ in range(size)]",
    ),
    "integers": (
        "y = [rng.randint(objective.low, objective.high) if rng.random() < rate else v for v in x]",
        "y = [rng.randint(objective.low, objective.high) if rng.random() < rate else v for v in best]",
        "y = [min(objective.high, max(objective.low, v + rng.randint(-1, 1))) for v in x]",
        _MIX,
        _CROSS,
        _CUT,
        "y = sorted(x)",
        "y = [rng.randint(objective.low, objective.high) for _ in range(size)]",
    ),
}

# Back into the box, after a move.
BOUNDS: dict[str, tuple[str, ...]] = {
    "vector": ("y = [min(1.0, max(0.0, v)) for v in y]", "y = [v % 1.0 for v in y]", "y = [1.0 - abs(1.0 - abs(v)) for v in y]"),
}

# Which coordinate a move takes.
INDEX: tuple[str, ...] = (
    "i = rng.randrange(size)",
    "i = (i + 1) % size",
    "i = int(size * rng.random() ** 2)",
    "i = (i + rng.randint(-2, 2)) % size",
)

# Where a move starts.
BASES: tuple[str, ...] = ("y = list(x)", "y = list(best)", "y = list(best if rng.random() < <CHANCE> else x)")

# Tests of acceptance; `temp` needs a temperature, `past` a list of past values.
ACCEPT: tuple[str, ...] = (
    "if new < value:",
    "if new <= value:",
    "if new < value or rng.random() < math.exp((value - new) / temp):",
    "if new < value + temp:",
    "if new < best_value + temp:",
    "if new < value + temp * rng.random():",
    "if new <= max(value, past[0]):",
    "if new < value or rng.random() < <CHANCE> ** 2:",
)
HARMFUL_ACCEPT: tuple[str, ...] = ("if new > value:", "if True:", "if rng.random() < 0.5:", "if new < value - 0.5:")

# Scalars of a search: the line before the loop, then lines of the loop that recompute them, then lines after the evaluation.
CONSTANT: dict[str, str] = {"step": "step = <STEP>", "temp": "temp = <TEMP>", "rate": "rate = <RATE>", "k": "k = <COUNT>"}
SCHEDULE: dict[str, tuple[str, ...]] = {
    "step": (
        "step = <STEP> * objective.left / start_left",
        "step = <STEP> * (objective.left / start_left) ** 2",
        "step = <STEP> * 0.01 ** (1.0 - objective.left / start_left)",
        "step = <STEP> * rng.random() ** 2",
        "step = <STEP> / (1.0 + stale)",
        "step = 10.0 ** rng.uniform(-3.0, -0.5)",
        "step = rng.choice((0.3, 0.1, 0.03, 0.01))",
    ),
    "temp": (
        "temp = <TEMP> * objective.left / start_left",
        "temp = <TEMP> * (objective.left / start_left) ** 2",
        "temp = <TEMP> * 0.01 ** (1.0 - objective.left / start_left)",
        "temp = <TEMP> * rng.random() ** 2 + 0.001",
        "temp = <TEMP> * (objective.left % 50 + 1) / 50",
        "temp = max(0.001, <COOL> * temp)",
    ),
    "rate": (
        "rate = rng.random() ** 3",
        "rate = max(1.0 / size, <CHANCE> * objective.left / start_left)",
        "rate = rng.choice((0.5, 0.2, 0.1, 1.0 / size))",
    ),
    "k": (
        "k = rng.randint(1, <COUNT>)",
        "k = 1 + int(<COUNT> * objective.left / start_left)",
        "k = 1 + int(<COUNT> * rng.random() ** 3)",
        "k = 1 + stale // <WIDTH>",
    ),
}
ADAPT: dict[str, tuple[str, ...]] = {
    "step": ("step *= <ADAPT>", "step = min(0.5, max(0.001, step * (<ADAPT>)))"),
    "temp": ("temp = max(0.001, temp * (<ADAPT>))",),
}

# A second trial after a failed move (vectors).
RETRY: dict[str, tuple[str, ...]] = {
    "vector": (
        "if new > value:\n    y = [min(1.0, max(0.0, 2.0 * v - w)) for v, w in zip(x, y)]\n    new = objective(y)",
        "if new < value:\n    d = [min(1.0, max(0.0, 2.0 * w - v)) for v, w in zip(x, y)]\n    b = objective(d)\n"
        "    if b < new:\n        y, new = d, b",
    ),
}

# Answers to stagnation, at the end of the loop. KICK lines change x in place.
KICK: dict[str, str] = {
    "vector": "x[rng.randrange(size)] = rng.random()",
    "permutation": "x.insert(rng.randrange(size), x.pop(rng.randrange(size)))",
    "bits": "x[rng.randrange(size)] = rng.randrange(2)",
    "integers": "x[rng.randrange(size)] = rng.randint(objective.low, objective.high)",
}
RESTART: tuple[str, ...] = (
    "if stale > <STALE>:\n    x, value, stale = list(best), best_value, 0",
    "if stale > <STALE>:\n    x = {fresh}\n    value, stale = objective(x), 0",
    "if stale > <STALE>:\n    x = list(best)\n    for _ in range(<COUNT>):\n        {kick}\n    value, stale = objective(x), 0",
    "if rng.random() < 0.02:\n    x, value = list(best), best_value",
    "if value > best_value + <TEMP>:\n    x, value = list(best), best_value",
    "if objective.left < start_left // 2 and value > best_value:\n    x, value = list(best), best_value",
)

# Drawing several starting points.
SAMPLE = "for _ in range(<TRIES>):\n    y = {fresh}\n    new = objective(y)\n    if new < value:\n        x, value = y, new"

# A small population: which member is changed, and which stay.
CHOOSE: tuple[str, ...] = (
    "value, x = rng.choice(pool)",
    "value, x = min(rng.choice(pool), rng.choice(pool))",
    "value, x = pool[int(len(pool) * rng.random() ** 2)]",
)
KEEP: tuple[str, ...] = ("pool = sorted([*pool, (new, y)])[:<POOL>]", "pool = [*pool, (new, y)][-<POOL>:]")

# A library optimiser at the end of a move, by finite differences or without; written only with `optimisers: true`. It knows the
# objective as a function of `size` numbers in the box, as every other line here does. (COBYLA is left out: minutes at 52 numbers.)
POLISH: dict[str, str] = {
    "vector": "y = minimize(objective, y, method=<METHOD>, bounds=[(0.0, 1.0)] * size, options=dict(maxiter=<ITERATIONS>)).x.tolist()",
}

# What a name needs: the line before the loop, and the line after the evaluation (empty: none).
NEEDS: dict[str, tuple[str, str]] = {
    "step": ("step = <STEP>", ""),
    "temp": ("temp = <TEMP>", ""),
    "rate": ("rate = <RATE>", ""),
    "k": ("k = <COUNT>", ""),
    "i": ("i = 0", ""),
    "start_left": ("start_left = objective.left", ""),
    "stale": ("stale = 0", "stale = 0 if new < value else stale + 1"),
    "pool": ("pool = [(value, x)]", "pool = sorted([*pool, (new, y)])[:<POOL>]"),
    "minimize": ("from scipy.optimize import minimize", ""),
    "past": ("past = [value] * <POOL>", "past = [*past[1:], value]"),
}

HARMFUL_LOOP: tuple[str, ...] = ("while objective.left > 100:", "while objective.left > 20:", "while objective.left > 50:")
NEUTRAL: tuple[str, ...] = ("j = 0", "d = 0.0", "i = 0")
LOOP = "while objective.left > 0:"
