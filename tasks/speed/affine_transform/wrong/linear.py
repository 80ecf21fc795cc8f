# expect: invalid: is off by
from scipy import ndimage


def solve(img, M, t):
    return {"out": ndimage.affine_transform(img, M, t, order=1)}
