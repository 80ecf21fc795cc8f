# expect: ok:
# every set is paid as often as it is listed
# at most: 50
def solve(n, ptr, idx, cost):
    return {"s": 2 * list(range(len(cost)))}
