# expect: error: read-only
from scipy import ndimage


def solve(img, M, t):
    return {"out": ndimage.affine_transform(ndimage.spline_filter(img, output=img), M, t, prefilter=False)}
