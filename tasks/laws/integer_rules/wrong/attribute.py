# expect: invalid: does not belong to the language
def solve(x, y):
    return {"expr": "x0.bit_length()"}
