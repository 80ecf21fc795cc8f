# profile: cheap
def solve(round, rounds, demand, running, booting, state, seed=0):
    # EVOLVE-BLOCK-START
    factor = 0.84
    spare = 12
    window = 1
    ahead = 0.4
    patience = 10
    if round == 0:
        return {"ask": 8, "state": b""}
    recent = [int(value) for value in demand[-window:]]
    slope = int(demand[-1]) - int(demand[-2]) if round > 1 else 0
    target = factor * max(recent) + spare + ahead * slope
    delta = round_half(target) - running - int(sum(booting))
    if -patience <= delta < 0:
        delta = 0
    if round > rounds - 4:  # what starts now would not run in time; what is spare costs one a round
        delta = min(0, round_half(max(recent)) + 3 - running)
    # EVOLVE-BLOCK-END
    return {"ask": delta, "state": b""}


def round_half(value):
    return int(value + 0.5)
