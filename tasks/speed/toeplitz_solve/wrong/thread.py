# expect: error: can't start new thread
from threading import Thread

import numpy as np
from scipy.linalg import solve_toeplitz


def solve(c, b):
    x = np.empty_like(b)

    def work():
        for i in range(len(c)):
            x[i] = solve_toeplitz(c[i], b[i])

    Thread(target=work).start()
    return {"x": x}
