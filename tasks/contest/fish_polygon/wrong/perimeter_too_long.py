# expect: invalid: perimeter 400002
def solve(good, bad, max_vertices, max_perimeter):
    return {"v": [[0, 0], [99999, 0], [99999, 1], [100000, 1], [100000, 100000], [50, 100000], [50, 99999], [49, 99999], [49, 100000], [0, 100000]]}
