# expect: ok:
# at most: 0.07237642431844415
# the best known triangle area times (1 + 1e-6)^2 if it were not clipped: the points stick out by 1e-6 around the square
def solve(n, region):
    t = 1e-6
    far = 1.0 + t
    return {"p": [[-t, -t], [far, far], [-t, far], [far, -t], [0.5, -t], [0.5, far], [-t, 0.5], [far, 0.4]][:n]}
