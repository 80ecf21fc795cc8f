# expect: invalid: is no subsequence
def solve(alphabet, strings):
    strings[:] = 0
    return {"strings": [[0] * 100], "s": [0] * 100}
