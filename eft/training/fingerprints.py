"""The evaluation tasks of the Finch paper, and the twins in public data of families that are held out here: by name, and by what they say.

Names: arXiv 2606.29082, its page and its data card; 8 of the 22 evaluation tasks have rows in the public set, and so have copies in another
wrapper (frontier_cs_167 is ahc039) and siblings (circle_packing_rect, third_autocorr_ineq, convolve_1d, correlate_1d, polynomial_mixed).
Fingerprints: a statement that holds one word of every group is that problem whatever its name; words are compared without blanks and case.
They were written from the mathematics of the problems, so a statement that hides even that passes; they may drop an innocent task, never a label.
"""

from __future__ import annotations

from collections.abc import Iterable

NAMES = (
    "erdos_min_overlap", "first_autocorr_ineq", "second_autocorr_ineq", "third_autocorr_ineq", "circle_packing", "circle_packing_rect",
    "hadamard", "hadamard_maximal_det", "ahc039", "ahc058", "frontier_cs_167", "frontier_cs_263", "frontier_cs_301", "frontier_cs_302",
    "frontier_cs_303", "frontier_cs_304", "frontier_cs_305", "affine_transform_2d", "convolve2d_full_fill", "fft_convolution", "convolve_1d",
    "correlate_1d", "polynomial_mixed", "polynomial_real", "psd_cone_projection", "eplb", "prism", "llm_sql", "txn_scheduling",
    "hexagon_packing", "kissing_number", "sums_diffs_finite_sets", "trimul", "mla", "mla_decode",
)  # fmt: skip
PREFIXES = (
    "foreign",
    "algotune",
    "math",
    "adrs",
    "eft",
    "simpletes",
    "ale_bench",
    "mathematical_discovery",
)  # wrappers' own additions to a name

Groups = tuple[tuple[bytes, ...], ...]
FINGERPRINTS: dict[str, Groups] = {
    "circle packing": (
        (b"circle", b"disk", b"disc"),
        (b"radii", b"radius"),
        (b"sumofradii", b"sumoftheradii", b"sumoftheirradii", b"sumofallradii", b"sumofcircleradii", b"sum_radii", b"sum_of_radii",
         b"totalradius", b"2.635", b"2.939", b"2.365"),
    ),
    "minimum overlap": (
        (b"minimumoverlap", b"minimum-overlap", b"minimaloverlap", b"min_overlap", b"c5_bound", b"0.38092", b"0.38087",
         b"h(x)(1-h(x+", b"h(x)*(1-h(x+"),
    ),
    "autocorrelation constants": (
        (b"autocorrelation", b"autoconvolution", b"self-convolution", b"selfconvolution", b"convolutionwithitself", b"f*f",
         "f★f".encode(), "f∗f".encode(), rb"f\starf", rb"f\astf"),
        (b"inequality", b"inequalities", b"1.503", b"1.505", b"1.509", b"0.896", b"0.901", b"1.4556", b"1.4581"),
    ),
    "purse seine": (
        (b"mackerel",),
        (b"sardine",),
    ),
    "maximal determinant": (
        (b"hadamard", b"determinant"),
        (b"maximaldet", b"maximal_det", b"maximumdeterminant", b"maximizethedeterminant", b"largestdeterminant", b"maximise|det",
         b"maximize|det", b"|det"),
    ),
    "affine transform": (
        (b"affine",),
        (b"interpolat", b"spline", b"ndimage"),
        (b"2d", b"two-dimensional", b"image"),
    ),
    "convolution": (
        (b"convolve2d", b"2dconvolution", b"2-dconvolution", b"two-dimensionalconvolution", b"convolutionoftwotwo-dimensional",
         b"fftconvol", b"fft_convol", b"fft-basedconvol", b"convolutionusingthefft", b"convolutionviafft", b"convolutionviathefft",
         b"1dconvolution", b"1-dconvolution", b"one-dimensionalconvolution", b"convolve_1d", b"convolve1d", b"1dcorrelation",
         b"1-dcorrelation", b"one-dimensionalcorrelation", b"correlate_1d", b"correlate1d"),
    ),
    "convolution by Fourier transform": (
        (b"theirconvolution", b"convolutionofx", b"convolutionoftwo", b"convolvetwo"),
        (b"fourier", b"fft"),
    ),
    "one-dimensional convolution or correlation": (
        (b"1darray", b"1-darray", b"one-dimensionalarray"),
        (b"convol", b"correlat"),
    ),
    "polynomial roots": (
        (b"polynomial",),
        (b"coefficient",),
        (b"allroots", b"alltheroots", b"itsroots", b"alloftheroots", b"rootsofthepolynomial", b"rootsofapolynomial",
         b"findtheroots", b"computetheroots", b"complexroots", b"realroots"),
    ),
    "semidefinite projection": (
        (b"semidefinite", b"psdcone", b"psd_cone"),
        (b"project",),
        (b"cone", b"nearest", b"closest"),
    ),
    "hexagon packing": (
        (b"hexagon",),
        (b"pack", b"withoutoverlap"),
        (b"unithexagon", b"regularhexagon", b"outerhexagon", b"largerhexagon", b"smallesthexagon"),
    ),
    "kissing number": (
        (b"kissing",),
        (b"asmanyvectors", b"asmanyspheres", b"asmanypoints", b"lowerbound", b"maximizethenumber", b"maximisethenumber"),
    ),
    "sums and differences": (
        (b"sumset", b"u+u", b"a+a", b"sumsanddifferences"),
        (b"differenceset", b"u-u", b"a-a", b"sumsanddifferences"),
        (b"exponent", b"log", b"ratio", b"1.14465", b"1.1479", b"1.1584", b"1.173"),
    ),
    "triangle multiplication": (
        (b"trimul", b"trianglemultiplicativeupdate", b"triangularmultiplicativeupdate", b"trianglemultiplication"),
    ),
    "latent attention": (
        (b"multi-headlatentattention", b"multiheadlatentattention", b"mladecode", b"mla_decode"),
    ),
    "expert balance": (
        (b"eplb", b"expertparallelismloadbalanc", b"expert-parallelismloadbalanc", b"expertparallelloadbalanc"),
    ),
    "prefix reorder": (
        (b"prefixhit", b"prefixcachehit", b"prefixcache", b"kv-cachehit"),
        (b"column", b"field"),
        (b"reorder", b"rearrange", b"permut"),
    ),
    "transaction order": (
        (b"transaction",),
        (b"makespan",),
    ),
}  # fmt: skip


IN_PROGRAMS = ("circle packing", "minimum overlap", "autocorrelation constants", "purse seine")  # words no other program has a use for


def named(name: str) -> bool:
    """Whether a task's name is one of NAMES, whatever wrapper stands before it or size behind it (`algotune/convolve_1d`, `circle_packing_26`)."""
    plain = name.lower().replace("-", "_").replace("/", "_").replace("__", "_")
    while (prefix := next((p for p in PREFIXES if plain.startswith(f"{p}_")), None)) is not None:
        plain = plain[len(prefix) + 1 :]
    return any(plain == known or (plain.startswith(f"{known}_") and plain[len(known) + 1 :].lstrip("n").isdigit()) for known in NAMES)


def recognised(text: bytes, problems: Iterable[str] = FINGERPRINTS) -> str:
    """The problem, of these, whose fingerprint the squeezed lower-case text bears, or an empty string."""
    return next((p for p in problems if all(any(word in text for word in group) for group in FINGERPRINTS[p])), "")
