# expect: invalid: s
def solve(alphabet, strings):
    return {"s": [0.0]}
