import numpy as np

TERMS = [
    "1", "pow(N, -0.1)", "pow(N, -0.2)", "pow(N, -0.3)", "pow(N, -0.4)", "pow(N, -0.5)", "pow(N, -0.7)", "pow(D, -0.1)", "pow(D, -0.2)",
    "pow(D, -0.3)", "pow(D, -0.4)", "pow(D, -0.5)", "pow(D, -0.7)", "log(N)", "log(D)", "log(lr)", "log(lr)*log(lr)", "log(lr)*log(N)",
    "log(N)*log(N)", "log(D)*log(D)", "log(N)*log(D)", "N", "D", "lr", "exp(-D)", "sqrt(lr)", "pow(N*D, -0.2)", "pow(N*D, -0.4)",
]  # fmt: skip
ALWAYS = (1,)  # numbers of terms that are always there
FUNCTIONS = {"sin": np.sin, "cos": np.cos, "exp": np.exp, "log": np.log, "sqrt": np.sqrt, "abs": np.abs, "pow": np.power, "min": np.minimum}


class Objective:
    """Integers: 3 slots, each the number of a term, 0 for none.

    Value: log10 of the mean squared error, relative to the variance, of the least squares fit of these terms to the half with the smallest N*D of the
    data, on the rest. The answer is the logarithm of the fit to all data.
    """

    kind = "integers"

    def __init__(self, inputs):
        self.size, self.low, self.high = 3, 0, len(TERMS)
        names = {name: np.asarray(inputs[name], dtype=np.float64) for name in ("N", "D", "lr")}
        self.y = np.asarray(inputs["loss"], dtype=np.float64)
        ones = np.ones(len(self.y))
        with np.errstate(all="ignore"):
            columns = [eval(term, FUNCTIONS, names) * ones for term in TERMS]  # our own texts
        self.design = np.array([np.zeros(len(ones)), *columns]).T
        check = np.zeros(len(ones), dtype=bool)
        check[np.argsort(names["N"] * names["D"], kind="stable")[len(ones) // 2 :]] = True
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
        return {"expr": "log(max(0.5, " + " + ".join(terms) + "))"}
