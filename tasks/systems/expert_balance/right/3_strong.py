# profile: cheap
import heapq


def solve(hist, R, G, seed=0, objective=None):
    slots = []
    # EVOLVE-BLOCK-START
    for row in hist.tolist():
        copies = [1] * len(row)
        for _ in range(R - len(row)):  # one more copy of the expert with the most load per copy
            e = max(range(len(row)), key=lambda e: row[e] / copies[e])
            copies[e] += 1
        items = sorted(((row[e] / copies[e], e) for e in range(len(row)) for _ in range(copies[e])), reverse=True)
        devices = [(0.0, g, []) for g in range(G)]
        full = []
        for load, e in items:  # the largest first, to the least loaded device with a free slot
            total, g, held = heapq.heappop(devices)
            held.append(e)
            if len(held) < R // G:
                heapq.heappush(devices, (total + load, g, held))
            else:
                full.append((g, held))
        slots.append([e for _, held in sorted(full) for e in held])
    # EVOLVE-BLOCK-END
    return {"slot": slots}
