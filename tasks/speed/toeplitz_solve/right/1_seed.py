# profile: cheap; instance: n=4096,batch=1
import numpy as np


def solve(c, b):
    # EVOLVE-BLOCK-START
    x = np.empty_like(b)
    n = c.shape[1]
    index = np.abs(np.arange(n)[:, None] - np.arange(n)[None, :])
    for i in range(len(c)):
        x[i] = np.linalg.solve(c[i][index], b[i])
    # EVOLVE-BLOCK-END
    return {"x": x}
