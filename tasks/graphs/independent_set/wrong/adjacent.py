# expect: invalid: adjacent
def solve(n, edges):
    return {"v": [int(edges[0][0]), int(edges[0][1])]}
