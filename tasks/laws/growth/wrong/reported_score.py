# expect: ok:
# the score that an answer reports counts for nothing
def solve(t, P, dP):
    return {"expr": "0", "score": -13.0, "nmse": 0.0}
