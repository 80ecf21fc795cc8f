# expect: invalid: 
def solve(n, d, weight):
    return {"w": [0b1111]}
