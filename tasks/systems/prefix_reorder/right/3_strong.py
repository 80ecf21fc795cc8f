# profile: cheap
import numpy as np


def solve(X, length, seed=0, objective=None):
    squares = np.asarray(length, dtype=np.int64) ** 2
    rows, cols = [], []
    # EVOLVE-BLOCK-START
    stack = [(np.arange(len(X)), [], list(range(X.shape[1])))]
    while stack:  # the value that saves most begins the rows that have it; they come first, then the others
        group, head, free = stack.pop()
        best = (0, 0, 0)
        for j in free if len(group) > 1 else []:
            values, counts = np.unique(X[group, j], return_counts=True)
            k = int(counts.argmax())
            best = max(best, (int(squares[j]) * (int(counts[k]) - 1), j, int(values[k])))
        saved, j, value = best
        if saved == 0:
            order = head + sorted(free, key=lambda j: -squares[j])
            rows += group.tolist()
            cols += [order] * len(group)
            continue
        has = X[group, j] == value
        if not has.all():
            stack.append((group[~has], head, free))
        stack.append((group[has], [*head, j], [f for f in free if f != j]))
    # EVOLVE-BLOCK-END
    return {"rows": rows, "cols": cols}
