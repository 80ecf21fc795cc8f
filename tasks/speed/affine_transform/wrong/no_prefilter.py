# expect: invalid: is off by
# takes the image itself for the coefficients
from scipy import ndimage


def solve(img, M, t):
    return {"out": ndimage.affine_transform(img, M, t, prefilter=False)}
