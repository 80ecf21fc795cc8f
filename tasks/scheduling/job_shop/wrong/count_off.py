# expect: invalid: job
def solve(machine, time):
    n, m = len(machine), len(machine[0])
    return {"ops": [1] + [v % n for v in range(1, n * m)]}
