# expect: invalid: is not connected to terminal
def solve(n, edges, w, terminals):
    return {"e": [0], "edges": [[int(terminals[0]), int(t)] for t in terminals], "w": [0], "terminals": [0], "cost": 0}
