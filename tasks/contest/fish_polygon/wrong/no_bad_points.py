# expect: ok:
# at most: 0.5
def solve(good, bad, max_vertices, max_perimeter):
    return {"v": [[0, 0], [100000, 0], [100000, 100000], [0, 100000]], "bad": [], "max_perimeter": 10**9}
