# expect: invalid: entries, expected
def solve(good, bad, max_vertices, max_perimeter):
    return {"v": [[0, 0]] * (max_vertices + 2)}
