# expect: invalid: is off by
# right but near to the border: coefficients of the image repeated, by transforms
import numpy as np
from scipy import ndimage
from scipy.fft import irfft2, rfft2


def solve(img, M, t):
    n = len(img)
    wave = (2 + np.cos(2 * np.pi * np.arange(n) / n)) / 3
    c = irfft2(rfft2(img) / (wave[:, None] * wave[: n // 2 + 1]), img.shape)
    return {"out": ndimage.affine_transform(c, M, t, prefilter=False)}
