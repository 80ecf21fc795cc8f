# expect: invalid: ops: expected
def solve(machine, time):
    return {"ops": []}
