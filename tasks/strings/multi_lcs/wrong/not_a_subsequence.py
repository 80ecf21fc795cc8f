# expect: invalid: is no subsequence of string
def solve(alphabet, strings):
    return {"s": strings[0]}
