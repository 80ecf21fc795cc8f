# expect: invalid:
def solve(W, w, h):
    x = [0]
    for width in w[:-1]:
        x.append(x[-1] + int(width))
    return {"W": 10**9, "x": x, "y": [0] * len(w)}
