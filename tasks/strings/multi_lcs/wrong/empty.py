# expect: ok:
# at most: 0
def solve(alphabet, strings):
    return {"s": [], "length": 100}
