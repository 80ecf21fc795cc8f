# expect: invalid: expected 0..3
def solve(alphabet, words):
    return {"s": [-1]}
