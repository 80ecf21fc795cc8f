# expect: invalid: repeats an earlier vector
def solve(n):
    return {"v": [[0] * n] * 50}
