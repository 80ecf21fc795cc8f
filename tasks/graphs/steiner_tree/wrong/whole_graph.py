# expect: ok:
# the pruned graph is no tree
# at most: 4
def solve(n, edges, w, terminals):
    return {"e": list(range(len(edges)))}
