# expect: invalid: is not connected to terminal
def solve(**rest):
    return {"e": []}
