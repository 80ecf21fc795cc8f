# profile: cheap
import math
import random


def solve(p, s, seed=0, objective=None):
    rng = random.Random(seed)
    # EVOLVE-BLOCK-START
    m, n = len(p), len(p[0])
    p = [[int(v) for v in row] for row in p]
    s = [[[int(v) for v in row] for row in table] for table in s]
    rows, load, rest = [[] for _ in range(m)], [0] * m, set(range(n))

    def added(i, k, job):
        # what machine i works longer with `job` before its entry k
        row = rows[i]
        a = row[k - 1] if k else n
        more = s[i][a][job] + p[i][job]
        return more if k == len(row) else more + s[i][job][row[k]] - s[i][a][row[k]]

    while rest:
        i = load.index(min(load))
        more, job = min((s[i][rows[i][-1] if rows[i] else n][j] + p[i][j] - sum(p[k][j] for k in range(m)) / m, j) for j in rest)
        load[i] += added(i, len(rows[i]), job)
        rows[i].append(job)
        rest.remove(job)
    # take a job of the fullest machine, put it where the larger load is least
    for _ in range(6 * objective.left):
        i = load.index(max(load)) if rng.random() < 0.7 else rng.randrange(m)
        if not rows[i]:
            continue
        k = rng.randrange(len(rows[i]))
        job = rows[i].pop(k)
        back = added(i, k, job)
        load[i] -= back
        h = rng.randrange(m)
        more, at = min((added(h, q, job), q) for q in range(len(rows[h]) + 1))
        if load[h] + more <= load[i] + back or (h == i and more <= back):
            rows[h].insert(at, job)
            load[h] += more
        else:
            rows[i].insert(k, job)
            load[i] += back
    seq = rows[0]
    for row in rows[1:]:
        seq = [*seq, -1, *row]
    # EVOLVE-BLOCK-END
    return {"seq": seq}
