# expect: invalid: is off by
import numpy as np
from scipy import ndimage


def solve(img, M, t):
    return {"out": ndimage.affine_transform(img, M, t, output=np.float32).astype(np.float64)}
