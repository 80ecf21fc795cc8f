# expect: invalid: expected 0..
def solve(alphabet, strings):
    return {"s": [alphabet]}
