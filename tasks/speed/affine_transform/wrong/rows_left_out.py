# expect: invalid: is off by
# one row in ten is the one before
from scipy import ndimage


def solve(img, M, t):
    out = ndimage.affine_transform(img, M, t)
    out[10::10] = out[9:-1:10]
    return {"out": out}
