import numpy as np


class Objective:
    """Permutation: the jobs in the order in which they are appended, each to the machine that would end it first. Value: the makespan."""

    kind = "permutation"

    def __init__(self, inputs):
        p, s = np.asarray(inputs["p"]), np.asarray(inputs["s"])
        self.machines, self.size = p.shape
        self.low, self.high = 0, self.size - 1
        # whole[j][i][a]: setup after a (n: none) and processing of job j on machine i
        self.whole = (s.transpose(2, 0, 1) + p.T[:, :, None]).tolist()

    def value(self, z, chosen=None):
        end, last = [0] * self.machines, [self.size] * self.machines
        for job in z:
            ends = [e + row[a] for e, row, a in zip(end, self.whole[job], last, strict=True)]
            least = min(ends)
            i = ends.index(least)
            end[i], last[i] = least, job
            if chosen is not None:
                chosen[i].append(job)
        return max(end)

    def answer(self, z):
        rows = [[] for _ in range(self.machines)]
        self.value([int(v) for v in z], rows)
        seq = rows[0]
        for row in rows[1:]:
            seq = [*seq, -1, *row]
        return {"seq": seq}
