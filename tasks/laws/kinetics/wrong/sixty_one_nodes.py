# expect: invalid: more than 60 nodes
def solve(A, T, t, r):
    return {"expr": "A" + " + A" * 30}
