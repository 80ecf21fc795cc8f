# expect: invalid: 
def solve(n, d, weight):
    return {"w": [0b11, 0b1100], "weight": 2}
