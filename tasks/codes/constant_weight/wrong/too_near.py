# expect: invalid: 
def solve(n, d, weight):
    return {"w": [0b11111, 0b101111]}
