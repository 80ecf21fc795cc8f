# profile: cheap
import json
from random import Random


def solve(M, O, round, rounds, state, reply, seed=0):  # noqa: E741
    rng = Random(100 * seed + round)
    # EVOLVE-BLOCK-START
    past = json.loads(state) if round else []
    if round:
        past[-1][1] = int(reply[0])
        if past[-1][1] == M:
            return {"answer": past[-1][0]}

    def wrong(row):
        return sum(abs(sum(a == b for a, b in zip(row, asked, strict=True)) - count) for asked, count in past)

    best, lowest = None, 10**9
    for _ in range(20):
        row = [rng.randrange(O) for _ in range(M)]
        value = wrong(row)
        for _ in range(300):
            if value == 0:
                break
            i, kept = rng.randrange(M), list(row)
            row[i] = rng.randrange(O)
            if rng.random() < 0.2:
                row[rng.randrange(M)] = rng.randrange(O)
            new = wrong(row)
            if new <= value or rng.random() < 0.05:
                value = new
            else:
                row = kept
        if value < lowest:
            best, lowest = row, value
        if lowest == 0:
            break
    past.append([best, 0])
    # EVOLVE-BLOCK-END
    return {"ask": [best], "state": json.dumps(past).encode()}
