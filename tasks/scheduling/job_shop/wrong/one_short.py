# expect: invalid: ops: expected
def solve(machine, time):
    n, m = len(machine), len(machine[0])
    return {"ops": [v % n for v in range(n * m - 1)]}
