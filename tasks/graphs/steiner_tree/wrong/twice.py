# expect: invalid: edge 3 appears twice
def solve(**rest):
    return {"e": [3, 3]}
