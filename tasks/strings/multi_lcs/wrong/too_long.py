# expect: invalid: entries, expected
def solve(alphabet, strings):
    return {"s": [0] * 10**5}
