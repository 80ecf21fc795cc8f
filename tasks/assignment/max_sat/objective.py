import numpy as np


class Objective:
    """Bits: the values of the variables. Value: weight of the unsatisfied clauses."""

    kind = "bits"

    def __init__(self, inputs):
        self.size, self.low, self.high = int(inputs["n"]), 0, 1
        clauses = np.asarray(inputs["clauses"])
        self.columns = [(np.abs(column) - 1, (column < 0).astype(np.int8)) for column in clauses.T]
        self.w = np.asarray(inputs["w"], dtype=np.int64)

    def value(self, z):
        x = np.array(z, dtype=np.int8)
        variable, negative = self.columns[0]
        true = x[variable] ^ negative
        for variable, negative in self.columns[1:]:
            true |= x[variable] ^ negative
        return int(np.dot(self.w, 1 - true))

    def answer(self, z):
        return {"x": [int(v) for v in z]}
