# expect: invalid: entries, expected
def solve(alphabet, words):
    return {"s": [0] * 10**5}
