# expect: invalid: is not connected to terminal
# everything but the edges at the last terminal
def solve(n, edges, w, terminals):
    return {"e": [k for k in range(len(edges)) if terminals[-1] not in (edges[k][0], edges[k][1])]}
