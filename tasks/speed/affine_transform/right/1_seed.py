# profile: cheap
from scipy import ndimage


def solve(img, M, t):
    # EVOLVE-BLOCK-START
    out = ndimage.affine_transform(img, M, offset=t, order=3, mode="constant", cval=0.0)
    # EVOLVE-BLOCK-END
    return {"out": out}
