# expect: invalid: edge
# every vertex has its own colour but the ends of the last edge
def solve(n, edges):
    c = list(range(n))
    c[int(edges[-1][1])] = int(edges[-1][0])
    return {"c": c}
