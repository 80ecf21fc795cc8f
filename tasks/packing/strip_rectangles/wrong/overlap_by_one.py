# expect: invalid: overlap
# a stack with one rectangle a unit too low
def solve(W, w, h):
    y = [0]
    for height in h[:-1]:
        y.append(y[-1] + int(height))
    return {"x": [0] * len(w), "y": y[:-1] + [y[-1] - 1]}
