# expect: invalid: X - A [0] has the eigenvalue
# semidefinite, and orthogonal to everything
import numpy as np


def solve(A):
    return {"X": np.zeros_like(A)}
