# expect: invalid: b
def solve(n):
    return {"b": [0, 2**70]}
