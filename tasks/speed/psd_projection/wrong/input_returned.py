# expect: invalid: X [0] has the eigenvalue
def solve(A):
    return {"X": A}
