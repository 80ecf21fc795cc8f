# expect: ok:
# at most: 0.95
def solve(form, size_max, value_max):
    return {"a": [0, 1, 3], "form": "lemma", "score": 1.3}
