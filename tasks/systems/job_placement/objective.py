import heapq

import numpy as np

TERMS = ["free_cpu", "free_mem", "free_gpu", "running", "free_mem/(free_cpu + 1)", "lt(gpu, 1)*free_gpu", "cpu*free_cpu"]
UNITS = [10.0, 40.0, 1.0, 4.0, 4.0, 1.0, 100.0]  # a weight of 1 means this much of the term
NODES, STRIDE, JOBS, DEPTH = 8, 8, 100, 10


class Objective:
    """Vector: weights of seven terms, each in its unit; the fitting node with the largest sum is taken. Value: mean bounded slowdown of every
    eighth job of the first training trace, 100 in all, on the first 8 nodes.
    """

    kind, size, low, high = "vector", len(TERMS), -1.0, 1.0

    def __init__(self, inputs):
        nodes = np.asarray(inputs["nodes"])[:NODES]
        jobs = np.asarray(inputs["train"])[0]
        fits = (jobs[:, None, 3:] <= nodes[None]).all(axis=2).any(axis=1)
        self.nodes, self.jobs = nodes.tolist(), jobs[fits][::STRIDE][:JOBS].tolist()

    def value(self, z):
        w = [float(c) / unit for c, unit in zip(z, UNITS, strict=True)]
        free, running = [list(node) for node in self.nodes], [0] * len(self.nodes)

        def worth(k):
            cpu, mem, gpu = free[k]
            return w[0] * cpu + w[1] * mem + w[2] * gpu + w[3] * running[k] + w[4] * mem / (cpu + 1)

        base = [worth(k) for k in range(len(free))]
        ends, waiting, total, following, jobs = [], [], 0.0, 0, self.jobs
        while following < len(jobs) or ends:
            now = min(jobs[following][0] if following < len(jobs) else 2**62, ends[0][0] if ends else 2**62)
            while ends and ends[0][0] == now:
                _, k, job = heapq.heappop(ends)
                free[k] = [a + b for a, b in zip(free[k], jobs[job][3:], strict=True)]
                running[k] -= 1
                base[k] = worth(k)
            while following < len(jobs) and jobs[following][0] == now:
                waiting.append(following)
                following += 1
            for job in waiting[:DEPTH]:
                arrive, run, _, cpu, mem, gpu = jobs[job]
                plain, per_cpu = (0.0 if gpu else w[5]), w[6] * cpu
                best, chosen = -1e300, -1
                for k, (room_cpu, room_mem, room_gpu) in enumerate(free):
                    if room_cpu >= cpu and room_mem >= mem and room_gpu >= gpu:
                        worth_here = base[k] + plain * room_gpu + per_cpu * room_cpu
                        if worth_here > best:
                            best, chosen = worth_here, k
                if chosen >= 0:
                    room = free[chosen]
                    free[chosen] = [room[0] - cpu, room[1] - mem, room[2] - gpu]
                    running[chosen] += 1
                    base[chosen] = worth(chosen)
                    heapq.heappush(ends, (now + run, chosen, job))
                    waiting.remove(job)
                    total += max(1.0, (now - arrive + run) / max(run, 10))
        return total / len(jobs)

    def answer(self, z):
        weights = [float(c) / unit for c, unit in zip(z, UNITS, strict=True)]
        return {"expr": " + ".join(f"{c:.6f}*{term}" for c, term in zip(weights, TERMS, strict=True))}
