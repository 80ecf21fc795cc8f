# expect: invalid: s: expected a list
def solve(alphabet, words):
    return {"s": "".join(map(str, sum(words, [])))}
