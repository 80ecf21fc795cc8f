# expect: ok: is no neighbour of
# at most: 0
def solve(d, kind):
    return {"v": [0, 3, 12, 48]}
