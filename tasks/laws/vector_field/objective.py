import numpy as np

FORMS = ["{u}", "{u}*{v}", "{u}*{u}*{v}", "sin({u})", "{u}*abs({u})", "{u}/(1 + 0.5*{u})", "{u}*{v}/(1 + 0.5*{u})"]
SLOTS, HALF = 3, 7  # terms of a component beside the variables; half width of the smoothing window


class Objective:
    """Integers: for every component 3 numbers of terms (0: none) that join the variables and a constant. Value: mean over the components of
    log10 of the relative squared error on the last quarter of the trajectory of the least squares fit to the first three; derivatives and
    states come from parabolas through 15 points.
    """

    kind, low = "integers", 0

    def __init__(self, inputs):
        t, z = np.asarray(inputs["t"]), np.asarray(inputs["z"])
        count = z.shape[1]
        self.names = ["x", "y", "z"][:count]
        window = np.arange(-HALF, HALF + 1.0)
        fit = np.linalg.pinv(np.array([np.ones(len(window)), window, window**2]).T)
        smooth = [np.convolve(column, fit[0][::-1], "valid") for column in z.T]
        self.slope = [np.convolve(column, fit[1][::-1], "valid") / (t[1] - t[0]) for column in z.T]
        self.terms = self._terms()
        scope = {"sin": np.sin, "abs": np.abs, **dict(zip(self.names, smooth, strict=True))}
        ones = np.ones(len(smooth[0]))
        with np.errstate(all="ignore"):
            columns = [np.nan_to_num(eval(term, scope) * ones, nan=0.0, posinf=0.0, neginf=0.0) for term in ["1", *self.names, *self.terms]]
        self.design = np.array(columns).T
        self.scale = np.sqrt((self.design**2).mean(axis=0)) + 1e-12
        self.always, self.size, self.high = 1 + count, SLOTS * count, len(self.terms)
        unit, split = self.design / self.scale, 3 * len(ones) // 4
        self.gram, self.moment = unit[:split].T @ unit[:split], [unit[:split].T @ s[:split] for s in self.slope]
        self.rest = unit[split:]
        self.tests = [(s[split:], float(s.var())) for s in self.slope]

    def _terms(self):
        found = []
        for form in FORMS:
            for u in self.names:
                for v in self.names if "{v}" in form else [u]:
                    term = form.format(u=u, v=v)
                    if term not in self.names and "*".join(sorted(term.split("*"))) not in ["*".join(sorted(f.split("*"))) for f in found]:
                        found.append(term)
        return found

    def _chosen(self, z, component):
        own = {int(k) for k in z[SLOTS * component : SLOTS * (component + 1)]} - {0}
        return [*range(self.always), *sorted(self.always - 1 + k for k in own)]

    def value(self, z):
        total = 0.0
        for component, (moment, (test, variance)) in enumerate(zip(self.moment, self.tests, strict=True)):
            chosen = self._chosen(z, component)
            gram = self.gram[np.ix_(chosen, chosen)]
            gram.flat[:: len(chosen) + 1] += 1e-6 * len(test)
            w = np.linalg.solve(gram, moment[chosen])
            off = self.rest[:, chosen] @ w - test
            total += float(np.log10(max(off @ off / len(test) / variance, 1e-14)))
        return total / len(self.tests)

    def answer(self, z):
        words, texts = ["1", *self.names, *self.terms], []
        for component, slope in enumerate(self.slope):
            chosen = self._chosen(z, component)
            unit = self.design[:, chosen] / self.scale[chosen]
            w = np.linalg.solve(unit.T @ unit + 1e-6 * len(slope) * np.eye(len(chosen)), unit.T @ slope) / self.scale[chosen]
            texts.append(" + ".join(f"{c:.9g}" if k == 0 else f"{c:.9g}*{words[k]}" for c, k in zip(w, chosen, strict=True)))
        return {"expr": texts}
