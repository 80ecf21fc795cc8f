import numpy as np

TERMS = [
    "1", "A", "sqrt(A)*exp(-2500/T)", "A*exp(-2500/T)", "A*A*exp(-2500/T)", "A/(1 + A)*exp(-2500/T)", "exp(-2500/T)",
    "A*exp(-0.01*t)*exp(-2500/T)", "A*exp(-0.02*t)*exp(-2500/T)", "sqrt(A)*exp(-4000/T)", "A*exp(-4000/T)", "A*A*exp(-4000/T)",
    "A/(1 + A)*exp(-4000/T)", "exp(-4000/T)", "A*exp(-0.01*t)*exp(-4000/T)", "A*exp(-0.02*t)*exp(-4000/T)", "sqrt(A)*exp(-5500/T)",
    "A*exp(-5500/T)", "A*A*exp(-5500/T)", "A/(1 + A)*exp(-5500/T)", "exp(-5500/T)", "A*exp(-0.01*t)*exp(-5500/T)",
    "A*exp(-0.02*t)*exp(-5500/T)", "sqrt(A)*exp(-7000/T)", "A*exp(-7000/T)", "A*A*exp(-7000/T)", "A/(1 + A)*exp(-7000/T)",
    "exp(-7000/T)", "A*exp(-0.01*t)*exp(-7000/T)", "A*exp(-0.02*t)*exp(-7000/T)",
]  # fmt: skip
ALWAYS = ()  # numbers of terms that are always there
FUNCTIONS = {"sin": np.sin, "cos": np.cos, "exp": np.exp, "log": np.log, "sqrt": np.sqrt, "abs": np.abs, "pow": np.power, "min": np.minimum}


class Objective:
    """Integers: 4 slots, each the number of a term, 0 for none.

    Value: log10 of the mean squared error, relative to the variance, of the least squares fit of these terms to the experiments below 370 K of the
    data, on the rest. The answer is the fit to all data.
    """

    kind = "integers"

    def __init__(self, inputs):
        self.size, self.low, self.high = 4, 0, len(TERMS)
        names = {name: np.asarray(inputs[name], dtype=np.float64) for name in ("A", "T", "t")}
        self.y = np.asarray(inputs["r"], dtype=np.float64)
        ones = np.ones(len(self.y))
        with np.errstate(all="ignore"):
            columns = [eval(term, FUNCTIONS, names) * ones for term in TERMS]  # our own texts
        self.design = np.array([np.zeros(len(ones)), *columns]).T
        check = np.zeros(len(ones), dtype=bool)
        check[names["T"] > 370.0] = True
        self.scale = np.maximum(np.sqrt((self.design**2).mean(axis=0)), 1e-300)
        unit, y = self.design / self.scale, self.y
        self.fit, self.fit_y = unit[~check].T @ unit[~check], unit[~check].T @ y[~check]
        self.rest, self.rest_y = unit[check].T @ unit[check], unit[check].T @ y[check]
        self.square, self.count = float(y[check] @ y[check]), int(check.sum())
        self.variance = float(y.var())

    def value(self, z):
        chosen = sorted({*z, *ALWAYS} - {0})
        square = self.square
        if chosen:
            gram = self.fit[np.ix_(chosen, chosen)]
            gram.flat[:: len(chosen) + 1] *= 1.0 + 1e-12
            w = np.linalg.solve(gram, self.fit_y[chosen])
            square += w @ self.rest[np.ix_(chosen, chosen)] @ w - 2.0 * (w @ self.rest_y[chosen])
        return float(np.log10(max(square / self.count / self.variance, 1e-14)))

    def answer(self, z):
        chosen = sorted({*(int(k) for k in z), *ALWAYS} - {0})
        if not chosen:
            return {"expr": "0"}
        w = np.linalg.lstsq(self.design[:, chosen] / self.scale[chosen], self.y, rcond=None)[0] / self.scale[chosen]
        terms = [f"{c:.12g}" if TERMS[k - 1] == "1" else f"{c:.12g}*{TERMS[k - 1]}" for c, k in zip(w, chosen, strict=True)]
        return {"expr": " + ".join(terms)}
