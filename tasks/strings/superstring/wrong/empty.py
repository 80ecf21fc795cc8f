# expect: ok: words missing
# at most: 2
def solve(alphabet, words):
    return {"s": []}
