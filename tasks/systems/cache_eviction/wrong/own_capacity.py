# expect: ok:
# a larger capacity in the answer changes nothing
def solve(train, sizes, capacity):
    return {"expr": "-stay", "capacity": 10**6, "sizes": [0] * len(sizes)}
