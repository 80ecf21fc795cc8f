# profile: cheap
import json


def solve(n, round, rounds, state, reply, seed=0):
    # EVOLVE-BLOCK-START
    # a pivot's smallest ORs are those with its submasks, the zero among them
    start = seed % n
    probes = 8
    memory = json.loads(state) if round else {"step": "hunt", "pivot": start, "left": [i for i in range(n) if i != start]}
    if round:
        values = [int(value) for value in reply]
        if memory["step"] == "end":
            found = dict(zip(memory["left"], values, strict=True))
            return {"answer": [found.get(i, 0) for i in range(n)]}
        if memory["step"] == "duel":
            half = len(values) // 2
            if sum(values[:half]) != sum(values[half:]):
                zero = memory["pair"][sum(values[:half]) > sum(values[half:])]
                memory = {"step": "end", "pivot": zero, "left": [i for i in range(n) if i != zero]}
        else:
            low = min(values)
            left = [i for i, value in zip(memory["left"], values, strict=True) if value == low]
            if len(left) == 1:
                memory = {"step": "duel", "pair": [memory["pivot"], left[0]]}
            else:
                memory = {"step": "hunt", "pivot": left[0], "left": left[1:]}
    if memory["step"] == "duel":
        others = [i for i in range(n) if i not in memory["pair"]]
        others = [others[(k * 7 + round * 13) % len(others)] for k in range(probes)]
        asked = [[i, k] for i in memory["pair"] for k in others]
    else:
        asked = [[memory["pivot"], i] for i in memory["left"]]
    # EVOLVE-BLOCK-END
    return {"ask": asked, "state": json.dumps(memory).encode()}
