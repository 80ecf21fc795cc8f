# profile: cheap
def solve(round, rounds, demand, running, booting, state, seed=0):
    # EVOLVE-BLOCK-START
    factor = 1.0
    spare = 6
    window = 1
    ahead = 0.0
    patience = 3
    if round == 0:
        return {"ask": spare, "state": b""}
    recent = [int(value) for value in demand[-window:]]
    slope = int(demand[-1]) - int(demand[-2]) if round > 1 else 0
    target = factor * max(recent) + spare + ahead * slope
    delta = round_half(target) - running - int(sum(booting))
    if -patience <= delta < 0:
        delta = 0
    # EVOLVE-BLOCK-END
    return {"ask": delta, "state": b""}


def round_half(value):
    return int(value + 0.5)
