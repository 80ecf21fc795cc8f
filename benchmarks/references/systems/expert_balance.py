"""Copies of the hottest experts, largest first, and swaps between the fullest device and others, on the hidden window itself."""

from __future__ import annotations

import heapq

import numpy as np

SOLVER = "replication of the hottest, longest first and swaps, in hindsight"


def _layer(load: np.ndarray, slots: int, devices: int) -> list[int]:
    copies = np.ones(len(load))
    for _ in range(slots - len(load)):
        copies[int((load / copies).argmax())] += 1
    share = load / copies
    items = sorted(((share[e], e) for e in range(len(load)) for _ in range(int(copies[e]))), reverse=True)
    free = [(0.0, g) for g in range(devices)]
    held: list[list[int]] = [[] for _ in range(devices)]
    for value, e in items:
        total, g = heapq.heappop(free)
        held[g].append(e)
        if len(held[g]) < slots // devices:
            heapq.heappush(free, (total + value, g))
    table = np.array(held)
    for _ in range(300):  # the swap that lowers the larger of two devices most, always with the fullest one
        totals = share[table].sum(axis=1)
        top = int(totals.argmax())
        change = share[table[top]][:, None, None] - share[table][None, :, :]  # what the fullest one gets rid of
        after = np.maximum(totals[top] - change, totals[None, :, None] + change)
        after[:, top] = np.inf
        i, g, k = np.unravel_index(int(after.argmin()), after.shape)
        if after[i, g, k] >= totals[top] - 1e-9:
            break
        table[top, i], table[g, k] = table[g, k], table[top, i]
    return table.ravel().tolist()


def hindsight(public, truth, seconds):
    return {"slot": [_layer(row.astype(float), public["R"], public["G"]) for row in truth["window"]]}, 1.0


def base(public):
    experts = public["hist"].shape[1]
    return {"slot": [[i % experts for i in range(public["R"])]] * len(public["hist"])}
