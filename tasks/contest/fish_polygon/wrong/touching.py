# expect: invalid: edges 0 and 4 touch
def solve(good, bad, max_vertices, max_perimeter):
    return {"v": [[0, 0], [9, 0], [9, 9], [6, 9], [6, 0], [3, 0], [3, 9], [0, 9]]}
