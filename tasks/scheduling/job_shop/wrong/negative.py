# expect: invalid: ops
def solve(machine, time):
    n, m = len(machine), len(machine[0])
    return {"ops": [v % n - n for v in range(n * m)]}
