"""
Compiled scorers: exact, tolerance-free. eft.evaluation.scorers is the face to read.
"""
from __future__ import annotations
import collections.abc
import numpy
import numpy.typing
import typing
__all__: list[str] = ['Fit', 'KernelCall', 'KernelSession', 'PackingBatchResult', 'PackingResult', 'Verdict', 'VerdictBatch', 'addition_chain', 'addition_chain_batch', 'autocorrelation_energy', 'autocorrelation_energy_batch', 'autocorrelation_first', 'autocorrelation_first_batch', 'autocorrelation_second', 'autocorrelation_second_batch', 'autocorrelation_third_magnitude', 'autocorrelation_third_magnitude_batch', 'autocorrelation_third_signed', 'autocorrelation_third_signed_batch', 'bandwidth', 'bandwidth_batch', 'bh_set', 'bh_set_batch', 'bin_packing', 'bin_packing_batch', 'binary_code', 'binary_code_batch', 'cap_set', 'cap_set_batch', 'circles_in_polygon', 'circles_in_polygon_batch', 'circles_in_rectangle', 'circles_in_rectangle_batch', 'circles_in_square', 'circles_in_square_batch', 'clique', 'clique_batch', 'colouring', 'colouring_batch', 'covering_code', 'covering_code_batch', 'covering_design', 'covering_design_batch', 'cutwidth', 'cutwidth_batch', 'cvrp', 'cvrp_batch', 'difference_basis', 'difference_basis_batch', 'difference_triangles', 'difference_triangles_batch', 'distance_ratio', 'distance_ratio_batch', 'dominating_set', 'dominating_set_batch', 'equal_circles_in_square', 'equal_circles_in_square_batch', 'erdos_overlap', 'erdos_overlap_batch', 'expression_values', 'extremal_girth', 'extremal_girth_batch', 'flow_shop', 'flow_shop_batch', 'golomb', 'golomb_batch', 'heilbronn_convex', 'heilbronn_convex_batch', 'heilbronn_disk', 'heilbronn_disk_batch', 'heilbronn_square', 'heilbronn_square_batch', 'heilbronn_triangle', 'heilbronn_triangle_batch', 'hexagon_poses', 'hexagons_in_hexagon', 'hexagons_in_hexagon_batch', 'independent_set', 'independent_set_batch', 'job_shop', 'job_shop_batch', 'job_shop_orders', 'job_shop_orders_batch', 'kissing', 'kissing_batch', 'law_fit', 'law_fit_batch', 'linear_arrangement', 'linear_arrangement_batch', 'machine_peaks', 'matmul', 'matmul_batch', 'matmul_halves', 'matmul_halves_batch', 'matmul_modulo_two', 'matmul_modulo_two_batch', 'max_cut', 'max_cut_batch', 'merit_factor', 'merit_factor_batch', 'minimum_overlap', 'minimum_overlap_batch', 'multi_knapsack', 'multi_knapsack_batch', 'no_isosceles', 'no_isosceles_batch', 'no_three_in_line', 'no_three_in_line_batch', 'number_partition', 'number_partition_batch', 'overlap_heights', 'philox_words', 'policy_bins', 'policy_cache', 'policy_cluster', 'policy_routing', 'policy_shop', 'polyomino_fill', 'polyomino_fill_batch', 'polyomino_fill_repeated', 'polyomino_fill_repeated_batch', 'polyomino_rectangle', 'polyomino_rectangle_batch', 'production_plan', 'production_plan_batch', 'progression_free', 'progression_free_batch', 'qap', 'qap_batch', 'rectangle_poses', 'rectangles_in_rectangle', 'rectangles_in_rectangle_batch', 'rectangles_in_square', 'rectangles_in_square_batch', 'rectangles_rotated_in_square', 'rectangles_rotated_in_square_batch', 'riesz_energy', 'riesz_energy_batch', 'scaled_heights', 'schur_colouring', 'schur_colouring_batch', 'serve_kernel', 'set_cover', 'set_cover_batch', 'set_cover_repair', 'set_simd_level', 'sign_determinant', 'sign_determinant_batch', 'simd_level', 'simd_levels', 'sorting_depth', 'sorting_depth_batch', 'sorting_network', 'sorting_network_batch', 'squares_in_square', 'squares_in_square_batch', 'star_discrepancy', 'star_discrepancy_batch', 'strip_rectangles', 'strip_rectangles_batch', 'strip_rectangles_turned', 'strip_rectangles_turned_batch', 'sum_difference_lemma', 'sum_difference_lemma_batch', 'sum_difference_ratio', 'sum_difference_ratio_batch', 'tammes', 'tammes_batch', 'transactions', 'transactions_batch', 'tsp', 'tsp_batch', 'tsp_euclidean', 'tsp_euclidean_batch', 'van_der_waerden_colouring', 'van_der_waerden_colouring_batch', 'vertex_cover', 'vertex_cover_batch', 'weighted_tardiness', 'weighted_tardiness_batch', 'windowed_form', 'windowed_form_batch']
class Verdict:
    """
    Judgement of one candidate: value is exact = numerator / denominator, rounded to the side that never flatters.
    """
    @property
    def denominator(self) -> int:
        ...
    @property
    def fault(self) -> int:
        ...
    @property
    def numerator(self) -> int:
        ...
    @property
    def reason(self) -> str:
        ...
    @property
    def repair(self) -> int:
        ...
    @property
    def valid(self) -> bool:
        ...
    @property
    def value(self) -> float:
        ...
class VerdictBatch:
    """
    Judgements of a batch: arrays over it; [b] gives one.
    """
    def __getitem__(self, arg0: typing.SupportsInt | typing.SupportsIndex) -> Verdict:
        ...
    def __len__(self) -> int:
        ...
    @property
    def valid(self) -> numpy.typing.NDArray[numpy.bool]:
        ...
    @property
    def value(self) -> numpy.typing.NDArray[numpy.float64]:
        ...
class PackingResult:
    """
    Judgement of one packing; sum, repair (what every radius lost), x, y and r in units of 2^-46.
    """
    @property
    def r(self) -> numpy.typing.NDArray[numpy.int64]:
        ...
    @property
    def reason(self) -> str:
        ...
    @property
    def repair(self) -> int:
        ...
    @property
    def sum(self) -> int:
        ...
    @property
    def valid(self) -> bool:
        ...
    @property
    def value(self) -> float:
        ...
    @property
    def x(self) -> numpy.typing.NDArray[numpy.int64]:
        ...
    @property
    def y(self) -> numpy.typing.NDArray[numpy.int64]:
        ...
class PackingBatchResult:
    """
    As PackingResult, one entry per packing.
    """
    @property
    def repair(self) -> numpy.typing.NDArray[numpy.int64]:
        ...
    @property
    def sum(self) -> numpy.typing.NDArray[numpy.int64]:
        ...
    @property
    def valid(self) -> numpy.typing.NDArray[numpy.bool]:
        ...
class Fit:
    """
    How an expression predicts: in double precision.
    """
    @property
    def nmse_in(self) -> float:
        ...
    @property
    def nmse_out(self) -> float:
        ...
    @property
    def reason(self) -> str:
        ...
    @property
    def replaced_in(self) -> int:
        ...
    @property
    def replaced_out(self) -> int:
        ...
    @property
    def valid(self) -> bool:
        ...
    @property
    def value(self) -> float:
        ...
class KernelCall:
    """
    One call of a kernel in its harness.
    """
    @property
    def address(self) -> int:
        """
        Address of a fault.
        """
    @property
    def away_ns(self) -> int:
        """
        Of it, the timer's thread did not run.
        """
    @property
    def back_ns(self) -> int:
        """
        After it, until the harness stood in its wait loop again.
        """
    @property
    def end(self) -> str:
        """
        Empty, or how it ended.
        """
    @property
    def number(self) -> int:
        """
        Signal, system call, exit status or buffer.
        """
    @property
    def waited_ns(self) -> int:
        """
        Of it, the harness waited for its core; -1: this kernel does not tell.
        """
    @property
    def wall_ns(self) -> int:
        """
        From the bell to the end of the copy of the outputs.
        """
class KernelSession:
    """
    The trusted side of one harness process: clock, inputs, outputs.
    """
    def __init__(self, pid: typing.SupportsInt | typing.SupportsIndex, in_file: typing.SupportsInt | typing.SupportsIndex, out_file: typing.SupportsInt | typing.SupportsIndex, in_bytes: collections.abc.Sequence[typing.SupportsInt | typing.SupportsIndex], out_bytes: collections.abc.Sequence[typing.SupportsInt | typing.SupportsIndex], shared_core: bool) -> None:
        ...
    def call(self, inputs: collections.abc.Sequence[numpy.ndarray], sizes: collections.abc.Sequence[typing.SupportsInt | typing.SupportsIndex], poison: collections.abc.Sequence[typing.SupportsInt | typing.SupportsIndex], seconds: typing.SupportsFloat | typing.SupportsIndex) -> KernelCall:
        """
        One timed call.
        """
    def error(self) -> bytes:
        """
        What the harness says about a failed load: its own word, only to be shown.
        """
    def kill(self) -> None:
        """
        End the harness.
        """
    def output(self, index: typing.SupportsInt | typing.SupportsIndex) -> bytes:
        """
        The private copy of an output of the last call.
        """
    def place(self, address: typing.SupportsInt | typing.SupportsIndex) -> str:
        """
        Name of the buffer or guard page at an address of the harness.
        """
    def start(self, boot: typing.SupportsFloat | typing.SupportsIndex, load: typing.SupportsFloat | typing.SupportsIndex) -> KernelCall:
        """
        Let it load the candidate; prove from outside that it is locked in.
        """
def addition_chain(targets: numpy.typing.NDArray[numpy.uint64], steps: numpy.typing.NDArray[numpy.int64]) -> Verdict:
    """
    targets: (count, 4) uint64 limbs; steps: (m, 2) int64.
    """
def addition_chain_batch(targets: numpy.typing.NDArray[numpy.uint64], steps: numpy.typing.NDArray[numpy.int64]) -> VerdictBatch:
    """
    targets: (count, 4) uint64 limbs; steps: (m, 2) int64.
    """
def autocorrelation_energy(s: numpy.typing.NDArray[numpy.int64]) -> Verdict:
    """
    s: (n,) int64, each -1 or 1.
    """
def autocorrelation_energy_batch(s: numpy.typing.NDArray[numpy.int64]) -> VerdictBatch:
    """
    s: (n,) int64, each -1 or 1.
    """
def autocorrelation_first(a: numpy.typing.NDArray[numpy.float64]) -> Verdict:
    """
    a: (n,) float64.
    """
def autocorrelation_first_batch(a: numpy.typing.NDArray[numpy.float64]) -> VerdictBatch:
    """
    a: (n,) float64.
    """
def autocorrelation_second(a: numpy.typing.NDArray[numpy.float64]) -> Verdict:
    """
    a: (n,) float64.
    """
def autocorrelation_second_batch(a: numpy.typing.NDArray[numpy.float64]) -> VerdictBatch:
    """
    a: (n,) float64.
    """
def autocorrelation_third_magnitude(a: numpy.typing.NDArray[numpy.float64]) -> Verdict:
    """
    a: (n,) float64.
    """
def autocorrelation_third_magnitude_batch(a: numpy.typing.NDArray[numpy.float64]) -> VerdictBatch:
    """
    a: (n,) float64.
    """
def autocorrelation_third_signed(a: numpy.typing.NDArray[numpy.float64]) -> Verdict:
    """
    a: (n,) float64.
    """
def autocorrelation_third_signed_batch(a: numpy.typing.NDArray[numpy.float64]) -> VerdictBatch:
    """
    a: (n,) float64.
    """
def bandwidth(pos: numpy.typing.NDArray[numpy.int64], edges: numpy.typing.NDArray[numpy.int64], n: int) -> Verdict:
    """
    pos: (n,) int64; edges: (m, 2) int64.
    """
def bandwidth_batch(pos: numpy.typing.NDArray[numpy.int64], edges: numpy.typing.NDArray[numpy.int64], n: int) -> VerdictBatch:
    """
    pos: (n,) int64; edges: (m, 2) int64.
    """
def bh_set(h: int, largest: int, elements: numpy.typing.NDArray[numpy.int64]) -> Verdict:
    """
    elements: (m,) int64 in [1, largest].
    """
def bh_set_batch(h: int, largest: int, elements: numpy.typing.NDArray[numpy.int64]) -> VerdictBatch:
    """
    elements: (m,) int64 in [1, largest].
    """
def bin_packing(bin: numpy.typing.NDArray[numpy.int64], size: numpy.typing.NDArray[numpy.int64], capacity: int) -> Verdict:
    """
    bin, size: (n,) int64.
    """
def bin_packing_batch(bin: numpy.typing.NDArray[numpy.int64], size: numpy.typing.NDArray[numpy.int64], capacity: int) -> VerdictBatch:
    """
    bin, size: (n,) int64.
    """
def binary_code(n: int, d: int, weight: int, words: numpy.typing.NDArray[numpy.int64]) -> Verdict:
    """
    words: (m,) int64 in [0, 2^n); weight -1: any.
    """
def binary_code_batch(n: int, d: int, weight: int, words: numpy.typing.NDArray[numpy.int64]) -> VerdictBatch:
    """
    words: (m,) int64 in [0, 2^n); weight -1: any.
    """
def cap_set(n: int, vectors: numpy.typing.NDArray[numpy.int64]) -> Verdict:
    """
    vectors: (m, n) int64 in {0, 1, 2}.
    """
def cap_set_batch(n: int, vectors: numpy.typing.NDArray[numpy.int64]) -> VerdictBatch:
    """
    vectors: (m, n) int64 in {0, 1, 2}.
    """
def circles_in_polygon(corners_x: numpy.typing.NDArray[numpy.float64], corners_y: numpy.typing.NDArray[numpy.float64], x: numpy.typing.NDArray[numpy.float64], y: numpy.typing.NDArray[numpy.float64], r: numpy.typing.NDArray[numpy.float64]) -> PackingResult:
    """
    Corners (m,) counter-clockwise in [-2, 2]^2, strictly convex on the grid; x, y, r: (n,); float64, C-contiguous.
    """
def circles_in_polygon_batch(corners_x: numpy.typing.NDArray[numpy.float64], corners_y: numpy.typing.NDArray[numpy.float64], x: numpy.typing.NDArray[numpy.float64], y: numpy.typing.NDArray[numpy.float64], r: numpy.typing.NDArray[numpy.float64]) -> PackingBatchResult:
    """
    Corners (m,) as for one packing; x, y, r: (batch, n); float64, C-contiguous.
    """
def circles_in_rectangle(w: typing.SupportsFloat | typing.SupportsIndex, x: numpy.typing.NDArray[numpy.float64], y: numpy.typing.NDArray[numpy.float64], r: numpy.typing.NDArray[numpy.float64]) -> PackingResult:
    """
    Width w, height 2 - w; x, y, r: (n,) float64, C-contiguous.
    """
def circles_in_rectangle_batch(w: numpy.typing.NDArray[numpy.float64], x: numpy.typing.NDArray[numpy.float64], y: numpy.typing.NDArray[numpy.float64], r: numpy.typing.NDArray[numpy.float64]) -> PackingBatchResult:
    """
    w: (batch,); x, y, r: (batch, n); float64, C-contiguous.
    """
def circles_in_square(x: numpy.typing.NDArray[numpy.float64], y: numpy.typing.NDArray[numpy.float64], r: numpy.typing.NDArray[numpy.float64]) -> PackingResult:
    """
    x, y, r: (n,) float64, C-contiguous.
    """
def circles_in_square_batch(x: numpy.typing.NDArray[numpy.float64], y: numpy.typing.NDArray[numpy.float64], r: numpy.typing.NDArray[numpy.float64]) -> PackingBatchResult:
    """
    x, y, r: (batch, n) float64, C-contiguous.
    """
def clique(v: numpy.typing.NDArray[numpy.int64], edges: numpy.typing.NDArray[numpy.int64], n: int) -> Verdict:
    """
    v: (k,) int64; edges: (m, 2) int64.
    """
def clique_batch(v: numpy.typing.NDArray[numpy.int64], edges: numpy.typing.NDArray[numpy.int64], n: int) -> VerdictBatch:
    """
    v: (k,) int64; edges: (m, 2) int64.
    """
def colouring(c: numpy.typing.NDArray[numpy.int64], edges: numpy.typing.NDArray[numpy.int64], n: int) -> Verdict:
    """
    c: (n,) int64; edges: (m, 2) int64.
    """
def colouring_batch(c: numpy.typing.NDArray[numpy.int64], edges: numpy.typing.NDArray[numpy.int64], n: int) -> VerdictBatch:
    """
    c: (n,) int64; edges: (m, 2) int64.
    """
def covering_code(q: int, radius: int, n: int, words: numpy.typing.NDArray[numpy.int64]) -> Verdict:
    """
    words: (m, n) int64 in [0, q).
    """
def covering_code_batch(q: int, radius: int, n: int, words: numpy.typing.NDArray[numpy.int64]) -> VerdictBatch:
    """
    words: (m, n) int64 in [0, q).
    """
def covering_design(v: int, k: int, t: int, blocks: numpy.typing.NDArray[numpy.int64]) -> Verdict:
    """
    blocks: (m, k) int64 in [0, v).
    """
def covering_design_batch(v: int, k: int, t: int, blocks: numpy.typing.NDArray[numpy.int64]) -> VerdictBatch:
    """
    blocks: (m, k) int64 in [0, v).
    """
def cutwidth(pos: numpy.typing.NDArray[numpy.int64], edges: numpy.typing.NDArray[numpy.int64], n: int) -> Verdict:
    """
    pos: (n,) int64; edges: (m, 2) int64.
    """
def cutwidth_batch(pos: numpy.typing.NDArray[numpy.int64], edges: numpy.typing.NDArray[numpy.int64], n: int) -> VerdictBatch:
    """
    pos: (n,) int64; edges: (m, 2) int64.
    """
def cvrp(route: numpy.typing.NDArray[numpy.int64], xy: numpy.typing.NDArray[numpy.int64], demand: numpy.typing.NDArray[numpy.int64], capacity: int) -> Verdict:
    """
    route: (k,) int64; xy: (n, 2) int64; demand: (n,) int64.
    """
def cvrp_batch(route: numpy.typing.NDArray[numpy.int64], xy: numpy.typing.NDArray[numpy.int64], demand: numpy.typing.NDArray[numpy.int64], capacity: int) -> VerdictBatch:
    """
    route: (k,) int64; xy: (n, 2) int64; demand: (n,) int64.
    """
def difference_basis(n: int, restricted: bool, elements: numpy.typing.NDArray[numpy.int64]) -> Verdict:
    """
    elements: (m,) int64; in [0, n] if restricted.
    """
def difference_basis_batch(n: int, restricted: bool, elements: numpy.typing.NDArray[numpy.int64]) -> VerdictBatch:
    """
    elements: (m,) int64; in [0, n] if restricted.
    """
def difference_triangles(marks: numpy.typing.NDArray[numpy.int64]) -> Verdict:
    """
    marks: (rows, marks) int64.
    """
def difference_triangles_batch(marks: numpy.typing.NDArray[numpy.int64]) -> VerdictBatch:
    """
    marks: (rows, marks) int64.
    """
def distance_ratio(points: numpy.typing.NDArray[numpy.float64]) -> Verdict:
    """
    points: (n, d) float64, 2 <= n <= 4096, 1 <= d <= 64.
    """
def distance_ratio_batch(points: numpy.typing.NDArray[numpy.float64]) -> VerdictBatch:
    """
    points: (n, d) float64, 2 <= n <= 4096, 1 <= d <= 64.
    """
def dominating_set(v: numpy.typing.NDArray[numpy.int64], edges: numpy.typing.NDArray[numpy.int64], n: int) -> Verdict:
    """
    v: (k,) int64; edges: (m, 2) int64.
    """
def dominating_set_batch(v: numpy.typing.NDArray[numpy.int64], edges: numpy.typing.NDArray[numpy.int64], n: int) -> VerdictBatch:
    """
    v: (k,) int64; edges: (m, 2) int64.
    """
def equal_circles_in_square(x: numpy.typing.NDArray[numpy.float64], y: numpy.typing.NDArray[numpy.float64]) -> Verdict:
    """
    x, y: (n,) float64, centres in [0, 1].
    """
def equal_circles_in_square_batch(x: numpy.typing.NDArray[numpy.float64], y: numpy.typing.NDArray[numpy.float64]) -> VerdictBatch:
    """
    x, y: (n,) float64, centres in [0, 1].
    """
def erdos_overlap(h: numpy.typing.NDArray[numpy.float64]) -> Verdict:
    """
    h: (n,) float64.
    """
def erdos_overlap_batch(h: numpy.typing.NDArray[numpy.float64]) -> VerdictBatch:
    """
    h: (n,) float64.
    """
def expression_values(ops: numpy.typing.NDArray[numpy.int64], constants: numpy.typing.NDArray[numpy.float64], x: numpy.typing.NDArray[numpy.float64]) -> numpy.typing.NDArray[numpy.float64]:
    """
    Values at x: (variables, n).
    """
def extremal_girth(edges: numpy.typing.NDArray[numpy.int64], n: int) -> Verdict:
    """
    edges: (m, 2) int64.
    """
def extremal_girth_batch(edges: numpy.typing.NDArray[numpy.int64], n: int) -> VerdictBatch:
    """
    edges: (m, 2) int64.
    """
def flow_shop(order: numpy.typing.NDArray[numpy.int64], p: numpy.typing.NDArray[numpy.int64]) -> Verdict:
    """
    order: (n,) int64; p: (m, n) int64.
    """
def flow_shop_batch(order: numpy.typing.NDArray[numpy.int64], p: numpy.typing.NDArray[numpy.int64]) -> VerdictBatch:
    """
    order: (n,) int64; p: (m, n) int64.
    """
def golomb(marks: numpy.typing.NDArray[numpy.int64]) -> Verdict:
    """
    marks: (n,) int64.
    """
def golomb_batch(marks: numpy.typing.NDArray[numpy.int64]) -> VerdictBatch:
    """
    marks: (n,) int64.
    """
def heilbronn_convex(points: numpy.typing.NDArray[numpy.float64]) -> Verdict:
    """
    points: (n, 2) float64, 3 <= n <= 1024.
    """
def heilbronn_convex_batch(points: numpy.typing.NDArray[numpy.float64]) -> VerdictBatch:
    """
    points: (batch, n, 2) float64, 3 <= n <= 1024.
    """
def heilbronn_disk(points: numpy.typing.NDArray[numpy.float64]) -> Verdict:
    """
    points: (n, 2) float64, 3 <= n <= 1024.
    """
def heilbronn_disk_batch(points: numpy.typing.NDArray[numpy.float64]) -> VerdictBatch:
    """
    points: (batch, n, 2) float64, 3 <= n <= 1024.
    """
def heilbronn_square(points: numpy.typing.NDArray[numpy.float64]) -> Verdict:
    """
    points: (n, 2) float64, 3 <= n <= 1024.
    """
def heilbronn_square_batch(points: numpy.typing.NDArray[numpy.float64]) -> VerdictBatch:
    """
    points: (batch, n, 2) float64, 3 <= n <= 1024.
    """
def heilbronn_triangle(points: numpy.typing.NDArray[numpy.float64]) -> Verdict:
    """
    points: (n, 2) float64, 3 <= n <= 1024.
    """
def heilbronn_triangle_batch(points: numpy.typing.NDArray[numpy.float64]) -> VerdictBatch:
    """
    points: (batch, n, 2) float64, 3 <= n <= 1024.
    """
def hexagon_poses(x: numpy.typing.NDArray[numpy.float64], y: numpy.typing.NDArray[numpy.float64], theta: numpy.typing.NDArray[numpy.float64]) -> numpy.typing.NDArray[numpy.int64]:
    """
    x, y, theta: (n,) float64. (4, n) int64: centres and tan(angle / 2) over 2^40, and whether it is turned by a quarter more.
    """
def hexagons_in_hexagon(x: numpy.typing.NDArray[numpy.float64], y: numpy.typing.NDArray[numpy.float64], theta: numpy.typing.NDArray[numpy.float64]) -> Verdict:
    """
    x, y, theta: (n,) float64.
    """
def hexagons_in_hexagon_batch(x: numpy.typing.NDArray[numpy.float64], y: numpy.typing.NDArray[numpy.float64], theta: numpy.typing.NDArray[numpy.float64]) -> VerdictBatch:
    """
    x, y, theta: (n,) float64.
    """
def independent_set(v: numpy.typing.NDArray[numpy.int64], edges: numpy.typing.NDArray[numpy.int64], n: int) -> Verdict:
    """
    v: (k,) int64; edges: (m, 2) int64.
    """
def independent_set_batch(v: numpy.typing.NDArray[numpy.int64], edges: numpy.typing.NDArray[numpy.int64], n: int) -> VerdictBatch:
    """
    v: (k,) int64; edges: (m, 2) int64.
    """
def job_shop(ops: numpy.typing.NDArray[numpy.int64], machine: numpy.typing.NDArray[numpy.int64], time: numpy.typing.NDArray[numpy.int64]) -> Verdict:
    """
    ops: (n m,) int64; machine, time: (n, m) int64.
    """
def job_shop_batch(ops: numpy.typing.NDArray[numpy.int64], machine: numpy.typing.NDArray[numpy.int64], time: numpy.typing.NDArray[numpy.int64]) -> VerdictBatch:
    """
    ops: (n m,) int64; machine, time: (n, m) int64.
    """
def job_shop_orders(order: numpy.typing.NDArray[numpy.int64], machine: numpy.typing.NDArray[numpy.int64], time: numpy.typing.NDArray[numpy.int64]) -> Verdict:
    """
    order: (m, n) int64; machine, time: (n, m) int64.
    """
def job_shop_orders_batch(order: numpy.typing.NDArray[numpy.int64], machine: numpy.typing.NDArray[numpy.int64], time: numpy.typing.NDArray[numpy.int64]) -> VerdictBatch:
    """
    order: (m, n) int64; machine, time: (n, m) int64.
    """
def kissing(vectors: numpy.typing.NDArray[numpy.int64]) -> Verdict:
    """
    vectors: (m, d) int64, 1 <= d <= 64.
    """
def kissing_batch(vectors: numpy.typing.NDArray[numpy.int64]) -> VerdictBatch:
    """
    vectors: (m, d) int64, 1 <= d <= 64.
    """
def law_fit(ops: numpy.typing.NDArray[numpy.int64], constants: numpy.typing.NDArray[numpy.float64], x_in: numpy.typing.NDArray[numpy.float64], y_in: numpy.typing.NDArray[numpy.float64], x_out: numpy.typing.NDArray[numpy.float64], y_out: numpy.typing.NDArray[numpy.float64], mean: typing.SupportsFloat | typing.SupportsIndex, nodes: typing.SupportsInt | typing.SupportsIndex, depth: typing.SupportsInt | typing.SupportsIndex, allowed: typing.SupportsInt | typing.SupportsIndex) -> Fit:
    """
    ops: (nodes, 2) int64; constants: (c,); x: (variables, n); y: (n,).
    """
def law_fit_batch(ops: numpy.typing.NDArray[numpy.int64], constants: numpy.typing.NDArray[numpy.float64], x_in: numpy.typing.NDArray[numpy.float64], y_in: numpy.typing.NDArray[numpy.float64], x_out: numpy.typing.NDArray[numpy.float64], y_out: numpy.typing.NDArray[numpy.float64], mean: typing.SupportsFloat | typing.SupportsIndex, nodes: typing.SupportsInt | typing.SupportsIndex, depth: typing.SupportsInt | typing.SupportsIndex, allowed: typing.SupportsInt | typing.SupportsIndex) -> list[Fit]:
    """
    ops: (batch, nodes, 2) int64; constants: (batch, c).
    """
def linear_arrangement(pos: numpy.typing.NDArray[numpy.int64], edges: numpy.typing.NDArray[numpy.int64], n: int) -> Verdict:
    """
    pos: (n,) int64; edges: (m, 2) int64.
    """
def linear_arrangement_batch(pos: numpy.typing.NDArray[numpy.int64], edges: numpy.typing.NDArray[numpy.int64], n: int) -> VerdictBatch:
    """
    pos: (n,) int64; edges: (m, 2) int64.
    """
def machine_peaks() -> tuple[float, float]:
    """
    (bytes per second, float32 operations per second) of one core at its best.
    """
def matmul(n: int, m: int, p: int, u: numpy.typing.NDArray[numpy.int64], v: numpy.typing.NDArray[numpy.int64], w: numpy.typing.NDArray[numpy.int64]) -> Verdict:
    """
    u: (r, n m), v: (r, m p), w: (r, p n) int64.
    """
def matmul_batch(n: int, m: int, p: int, u: numpy.typing.NDArray[numpy.int64], v: numpy.typing.NDArray[numpy.int64], w: numpy.typing.NDArray[numpy.int64]) -> VerdictBatch:
    """
    u: (r, n m), v: (r, m p), w: (r, p n) int64.
    """
def matmul_halves(n: int, m: int, p: int, u: numpy.typing.NDArray[numpy.int64], v: numpy.typing.NDArray[numpy.int64], w: numpy.typing.NDArray[numpy.int64]) -> Verdict:
    """
    As matmul, entries doubled.
    """
def matmul_halves_batch(n: int, m: int, p: int, u: numpy.typing.NDArray[numpy.int64], v: numpy.typing.NDArray[numpy.int64], w: numpy.typing.NDArray[numpy.int64]) -> VerdictBatch:
    """
    As matmul, entries doubled.
    """
def matmul_modulo_two(n: int, m: int, p: int, u: numpy.typing.NDArray[numpy.int64], v: numpy.typing.NDArray[numpy.int64], w: numpy.typing.NDArray[numpy.int64]) -> Verdict:
    """
    As matmul over Z / 2, entries 0 or 1.
    """
def matmul_modulo_two_batch(n: int, m: int, p: int, u: numpy.typing.NDArray[numpy.int64], v: numpy.typing.NDArray[numpy.int64], w: numpy.typing.NDArray[numpy.int64]) -> VerdictBatch:
    """
    As matmul over Z / 2, entries 0 or 1.
    """
def max_cut(side: numpy.typing.NDArray[numpy.int64], edges: numpy.typing.NDArray[numpy.int64], w: numpy.typing.NDArray[numpy.int64], n: int) -> Verdict:
    """
    side: (n,) int64; edges: (m, 2) int64; w: (m,) int64.
    """
def max_cut_batch(side: numpy.typing.NDArray[numpy.int64], edges: numpy.typing.NDArray[numpy.int64], w: numpy.typing.NDArray[numpy.int64], n: int) -> VerdictBatch:
    """
    side: (n,) int64; edges: (m, 2) int64; w: (m,) int64.
    """
def merit_factor(s: numpy.typing.NDArray[numpy.int64]) -> Verdict:
    """
    s: (n,) int64, each -1 or 1.
    """
def merit_factor_batch(s: numpy.typing.NDArray[numpy.int64]) -> VerdictBatch:
    """
    s: (n,) int64, each -1 or 1.
    """
def minimum_overlap(h: numpy.typing.NDArray[numpy.float64], p: int, q: int, length_top: int, length_bottom: int) -> Verdict:
    """
    h: (n,) float64; mean p/q.
    """
def minimum_overlap_batch(h: numpy.typing.NDArray[numpy.float64], p: int, q: int, length_top: int, length_bottom: int) -> VerdictBatch:
    """
    h: (n,) float64; mean p/q.
    """
def multi_knapsack(x: numpy.typing.NDArray[numpy.int64], profit: numpy.typing.NDArray[numpy.int64], w: numpy.typing.NDArray[numpy.int64], capacity: numpy.typing.NDArray[numpy.int64]) -> Verdict:
    """
    x, profit: (n,) int64; w: (m, n) int64; capacity: (m,) int64.
    """
def multi_knapsack_batch(x: numpy.typing.NDArray[numpy.int64], profit: numpy.typing.NDArray[numpy.int64], w: numpy.typing.NDArray[numpy.int64], capacity: numpy.typing.NDArray[numpy.int64]) -> VerdictBatch:
    """
    x, profit: (n,) int64; w: (m, n) int64; capacity: (m,) int64.
    """
def no_isosceles(n: int, points: numpy.typing.NDArray[numpy.int64]) -> Verdict:
    """
    n: side of the grid, 1 <= n <= 1024. points: (m, 2) int64.
    """
def no_isosceles_batch(n: int, points: numpy.typing.NDArray[numpy.int64]) -> VerdictBatch:
    """
    n: side of the grid, 1 <= n <= 1024. points: (m, 2) int64.
    """
def no_three_in_line(n: int, points: numpy.typing.NDArray[numpy.int64]) -> Verdict:
    """
    n: side of the grid, 1 <= n <= 1024. points: (m, 2) int64.
    """
def no_three_in_line_batch(n: int, points: numpy.typing.NDArray[numpy.int64]) -> VerdictBatch:
    """
    n: side of the grid, 1 <= n <= 1024. points: (m, 2) int64.
    """
def number_partition(g: numpy.typing.NDArray[numpy.int64], a: numpy.typing.NDArray[numpy.int64], k: int) -> Verdict:
    """
    g, a: (n,) int64.
    """
def number_partition_batch(g: numpy.typing.NDArray[numpy.int64], a: numpy.typing.NDArray[numpy.int64], k: int) -> VerdictBatch:
    """
    g, a: (n,) int64.
    """
def overlap_heights(h: numpy.typing.NDArray[numpy.float64], p: typing.SupportsInt | typing.SupportsIndex, q: typing.SupportsInt | typing.SupportsIndex) -> numpy.typing.NDArray[numpy.int64]:
    """
    The heights as they are scored.
    """
def philox_words(seed: typing.SupportsInt | typing.SupportsIndex, high: typing.SupportsInt | typing.SupportsIndex, first: typing.SupportsInt | typing.SupportsIndex, size: typing.SupportsInt | typing.SupportsIndex) -> numpy.typing.NDArray[numpy.uint64]:
    """
    64-bit words of a Philox4x32-10 stream from block `first` on; high: upper half of its counter.
    """
def policy_bins(ops: numpy.typing.NDArray[numpy.int64], constants: numpy.typing.NDArray[numpy.float64], items: numpy.typing.NDArray[numpy.int64], cap: typing.SupportsInt | typing.SupportsIndex) -> int:
    """
    Bins opened.
    """
def policy_cache(ops: numpy.typing.NDArray[numpy.int64], constants: numpy.typing.NDArray[numpy.float64], keys: numpy.typing.NDArray[numpy.int64], sizes: numpy.typing.NDArray[numpy.int64], cap: typing.SupportsInt | typing.SupportsIndex) -> tuple[int, int]:
    """
    (hits, bytes hit).
    """
def policy_cluster(ops: numpy.typing.NDArray[numpy.int64], constants: numpy.typing.NDArray[numpy.float64], arrive: numpy.typing.NDArray[numpy.int64], run: numpy.typing.NDArray[numpy.int64], guess: numpy.typing.NDArray[numpy.int64], need: numpy.typing.NDArray[numpy.int64], nodes: numpy.typing.NDArray[numpy.int64]) -> int:
    """
    Sum of slowdowns in thousandths.
    """
def policy_routing(ops: numpy.typing.NDArray[numpy.int64], constants: numpy.typing.NDArray[numpy.float64], arrive: numpy.typing.NDArray[numpy.int64], router: numpy.typing.NDArray[numpy.int64], size: numpy.typing.NDArray[numpy.int64], prefix: numpy.typing.NDArray[numpy.int64], group: numpy.typing.NDArray[numpy.int64], speed: numpy.typing.NDArray[numpy.int64], stale: typing.SupportsInt | typing.SupportsIndex, slots: typing.SupportsInt | typing.SupportsIndex, salt: typing.SupportsInt | typing.SupportsIndex) -> int:
    """
    99th percentile of latencies.
    """
def policy_shop(ops: numpy.typing.NDArray[numpy.int64], constants: numpy.typing.NDArray[numpy.float64], arrive: numpy.typing.NDArray[numpy.int64], weight: numpy.typing.NDArray[numpy.int64], due: numpy.typing.NDArray[numpy.int64], ptr: numpy.typing.NDArray[numpy.int64], machine: numpy.typing.NDArray[numpy.int64], time: numpy.typing.NDArray[numpy.int64], down: numpy.typing.NDArray[numpy.int64], machines: typing.SupportsInt | typing.SupportsIndex) -> int:
    """
    Sum of weight times tardiness.
    """
def polyomino_fill(width: int, height: int, cells: numpy.typing.NDArray[numpy.int64], start: numpy.typing.NDArray[numpy.int64], used: numpy.typing.NDArray[numpy.int64], x: numpy.typing.NDArray[numpy.int64], y: numpy.typing.NDArray[numpy.int64], orient: numpy.typing.NDArray[numpy.int64]) -> Verdict:
    """
    cells: (total, 2) int64; start: (n + 1,) int64; used, x, y, orient: (n,) int64.
    """
def polyomino_fill_batch(width: int, height: int, cells: numpy.typing.NDArray[numpy.int64], start: numpy.typing.NDArray[numpy.int64], used: numpy.typing.NDArray[numpy.int64], x: numpy.typing.NDArray[numpy.int64], y: numpy.typing.NDArray[numpy.int64], orient: numpy.typing.NDArray[numpy.int64]) -> VerdictBatch:
    """
    cells: (total, 2) int64; start: (n + 1,) int64; used, x, y, orient: (n,) int64.
    """
def polyomino_fill_repeated(width: int, height: int, cells: numpy.typing.NDArray[numpy.int64], start: numpy.typing.NDArray[numpy.int64], copies: numpy.typing.NDArray[numpy.int64], piece: numpy.typing.NDArray[numpy.int64], x: numpy.typing.NDArray[numpy.int64], y: numpy.typing.NDArray[numpy.int64], orient: numpy.typing.NDArray[numpy.int64]) -> Verdict:
    """
    cells: (total, 2) int64; start: (n + 1,) int64; copies: (n,) int64; piece, x, y, orient: (m,) int64.
    """
def polyomino_fill_repeated_batch(width: int, height: int, cells: numpy.typing.NDArray[numpy.int64], start: numpy.typing.NDArray[numpy.int64], copies: numpy.typing.NDArray[numpy.int64], piece: numpy.typing.NDArray[numpy.int64], x: numpy.typing.NDArray[numpy.int64], y: numpy.typing.NDArray[numpy.int64], orient: numpy.typing.NDArray[numpy.int64]) -> VerdictBatch:
    """
    cells: (total, 2) int64; start: (n + 1,) int64; copies: (n,) int64; piece, x, y, orient: (m,) int64.
    """
def polyomino_rectangle(cells: numpy.typing.NDArray[numpy.int64], start: numpy.typing.NDArray[numpy.int64], x: numpy.typing.NDArray[numpy.int64], y: numpy.typing.NDArray[numpy.int64], orient: numpy.typing.NDArray[numpy.int64]) -> Verdict:
    """
    cells: (total, 2) int64; start: (n + 1,) int64; x, y, orient: (n,) int64.
    """
def polyomino_rectangle_batch(cells: numpy.typing.NDArray[numpy.int64], start: numpy.typing.NDArray[numpy.int64], x: numpy.typing.NDArray[numpy.int64], y: numpy.typing.NDArray[numpy.int64], orient: numpy.typing.NDArray[numpy.int64]) -> VerdictBatch:
    """
    cells: (total, 2) int64; start: (n + 1,) int64; x, y, orient: (n,) int64.
    """
def production_plan(act: numpy.typing.NDArray[numpy.int64], output: numpy.typing.NDArray[numpy.int64], cost: numpy.typing.NDArray[numpy.int64], start: int) -> Verdict:
    """
    act: (turns, 2) int64; output: (lines,) int64; cost: (levels, lines) int64.
    """
def production_plan_batch(act: numpy.typing.NDArray[numpy.int64], output: numpy.typing.NDArray[numpy.int64], cost: numpy.typing.NDArray[numpy.int64], start: int) -> VerdictBatch:
    """
    act: (turns, 2) int64; output: (lines,) int64; cost: (levels, lines) int64.
    """
def progression_free(largest: int, terms: int, elements: numpy.typing.NDArray[numpy.int64]) -> Verdict:
    """
    elements: (m,) int64 in [1, largest].
    """
def progression_free_batch(largest: int, terms: int, elements: numpy.typing.NDArray[numpy.int64]) -> VerdictBatch:
    """
    elements: (m,) int64 in [1, largest].
    """
def qap(p: numpy.typing.NDArray[numpy.int64], f: numpy.typing.NDArray[numpy.int64], d: numpy.typing.NDArray[numpy.int64]) -> Verdict:
    """
    p: (n,) int64; f, d: (n, n) int64.
    """
def qap_batch(p: numpy.typing.NDArray[numpy.int64], f: numpy.typing.NDArray[numpy.int64], d: numpy.typing.NDArray[numpy.int64]) -> VerdictBatch:
    """
    p: (n,) int64; f, d: (n, n) int64.
    """
def rectangle_poses(x: numpy.typing.NDArray[numpy.float64], y: numpy.typing.NDArray[numpy.float64], theta: numpy.typing.NDArray[numpy.float64]) -> numpy.typing.NDArray[numpy.int64]:
    """
    As hexagon_poses.
    """
def rectangles_in_rectangle(w: numpy.typing.NDArray[numpy.int64], h: numpy.typing.NDArray[numpy.int64], x: numpy.typing.NDArray[numpy.int64], y: numpy.typing.NDArray[numpy.int64], turned: numpy.typing.NDArray[numpy.int64]) -> Verdict:
    """
    w, h, x, y, turned: (n,) int64.
    """
def rectangles_in_rectangle_batch(w: numpy.typing.NDArray[numpy.int64], h: numpy.typing.NDArray[numpy.int64], x: numpy.typing.NDArray[numpy.int64], y: numpy.typing.NDArray[numpy.int64], turned: numpy.typing.NDArray[numpy.int64]) -> VerdictBatch:
    """
    w, h, x, y, turned: (n,) int64.
    """
def rectangles_in_square(w: numpy.typing.NDArray[numpy.int64], h: numpy.typing.NDArray[numpy.int64], x: numpy.typing.NDArray[numpy.int64], y: numpy.typing.NDArray[numpy.int64], turned: numpy.typing.NDArray[numpy.int64]) -> Verdict:
    """
    w, h, x, y, turned: (n,) int64.
    """
def rectangles_in_square_batch(w: numpy.typing.NDArray[numpy.int64], h: numpy.typing.NDArray[numpy.int64], x: numpy.typing.NDArray[numpy.int64], y: numpy.typing.NDArray[numpy.int64], turned: numpy.typing.NDArray[numpy.int64]) -> VerdictBatch:
    """
    w, h, x, y, turned: (n,) int64.
    """
def rectangles_rotated_in_square(w: numpy.typing.NDArray[numpy.int64], h: numpy.typing.NDArray[numpy.int64], x: numpy.typing.NDArray[numpy.float64], y: numpy.typing.NDArray[numpy.float64], theta: numpy.typing.NDArray[numpy.float64]) -> Verdict:
    """
    w, h: (n,) int64; x, y, theta: (n,) float64.
    """
def rectangles_rotated_in_square_batch(w: numpy.typing.NDArray[numpy.int64], h: numpy.typing.NDArray[numpy.int64], x: numpy.typing.NDArray[numpy.float64], y: numpy.typing.NDArray[numpy.float64], theta: numpy.typing.NDArray[numpy.float64]) -> VerdictBatch:
    """
    w, h: (n,) int64; x, y, theta: (n,) float64.
    """
def riesz_energy(s: int, points: numpy.typing.NDArray[numpy.float64]) -> Verdict:
    """
    s: exponent, 0 <= s <= 60 (0: logarithmic). points: (n, d) float64, 2 <= n <= 4096, 1 <= d <= 64.
    """
def riesz_energy_batch(s: int, points: numpy.typing.NDArray[numpy.float64]) -> VerdictBatch:
    """
    s: exponent, 0 <= s <= 60 (0: logarithmic). points: (n, d) float64, 2 <= n <= 4096, 1 <= d <= 64.
    """
def scaled_heights(a: numpy.typing.NDArray[numpy.float64], clip: bool) -> numpy.typing.NDArray[numpy.int64]:
    """
    The heights as they are scored.
    """
def schur_colouring(k: int, weak: bool, colours: numpy.typing.NDArray[numpy.int64]) -> Verdict:
    """
    colours: (n,) int64 in [0, k); entry i is that of i + 1.
    """
def schur_colouring_batch(k: int, weak: bool, colours: numpy.typing.NDArray[numpy.int64]) -> VerdictBatch:
    """
    colours: (n,) int64 in [0, k); entry i is that of i + 1.
    """
def serve_kernel(in_file: typing.SupportsInt | typing.SupportsIndex, out_file: typing.SupportsInt | typing.SupportsIndex, in_bytes: collections.abc.Sequence[typing.SupportsInt | typing.SupportsIndex], out_bytes: collections.abc.Sequence[typing.SupportsInt | typing.SupportsIndex], spins: typing.SupportsInt | typing.SupportsIndex, library: str, loading: bytes, running: bytes) -> None:
    """
    The candidate's side, for the harness process only: locks itself in and answers the bell until it is killed.
    """
def set_cover(s: numpy.typing.NDArray[numpy.int64], ptr: numpy.typing.NDArray[numpy.int64], idx: numpy.typing.NDArray[numpy.int64], cost: numpy.typing.NDArray[numpy.int64], n: int) -> Verdict:
    """
    s: (k,) int64; ptr: (m + 1,) int64; idx: (l,) int64; cost: (m,) int64.
    """
def set_cover_batch(s: numpy.typing.NDArray[numpy.int64], ptr: numpy.typing.NDArray[numpy.int64], idx: numpy.typing.NDArray[numpy.int64], cost: numpy.typing.NDArray[numpy.int64], n: int) -> VerdictBatch:
    """
    s: (k,) int64; ptr: (m + 1,) int64; idx: (l,) int64; cost: (m,) int64.
    """
def set_cover_repair(s: numpy.typing.NDArray[numpy.int64], ptr: numpy.typing.NDArray[numpy.int64], idx: numpy.typing.NDArray[numpy.int64], cost: numpy.typing.NDArray[numpy.int64], n: typing.SupportsInt | typing.SupportsIndex) -> numpy.typing.NDArray[numpy.int64]:
    """
    The sets that set_cover buys.
    """
def set_simd_level(level: str) -> None:
    """
    Choose an instruction set for the whole process (for tests: results do not depend on it).
    """
def sign_determinant(matrix: numpy.typing.NDArray[numpy.int64]) -> Verdict:
    """
    matrix: (n, n) int64, each -1 or 1.
    """
def sign_determinant_batch(matrix: numpy.typing.NDArray[numpy.int64]) -> VerdictBatch:
    """
    matrix: (n, n) int64, each -1 or 1.
    """
def simd_level() -> str:
    """
    Instruction set in use.
    """
def simd_levels() -> list[str]:
    """
    Instruction sets of this machine, slowest first.
    """
def sorting_depth(n: int, comparators: numpy.typing.NDArray[numpy.int64]) -> Verdict:
    """
    comparators: (m, 2) int64.
    """
def sorting_depth_batch(n: int, comparators: numpy.typing.NDArray[numpy.int64]) -> VerdictBatch:
    """
    comparators: (m, 2) int64.
    """
def sorting_network(n: int, comparators: numpy.typing.NDArray[numpy.int64]) -> Verdict:
    """
    comparators: (m, 2) int64; not sorted is repaired.
    """
def sorting_network_batch(n: int, comparators: numpy.typing.NDArray[numpy.int64]) -> VerdictBatch:
    """
    comparators: (m, 2) int64; not sorted is repaired.
    """
def squares_in_square(x: numpy.typing.NDArray[numpy.float64], y: numpy.typing.NDArray[numpy.float64], theta: numpy.typing.NDArray[numpy.float64]) -> Verdict:
    """
    x, y, theta: (n,) float64.
    """
def squares_in_square_batch(x: numpy.typing.NDArray[numpy.float64], y: numpy.typing.NDArray[numpy.float64], theta: numpy.typing.NDArray[numpy.float64]) -> VerdictBatch:
    """
    x, y, theta: (n,) float64.
    """
def star_discrepancy(points: numpy.typing.NDArray[numpy.float64]) -> Verdict:
    """
    points: (n, 2) float64 in [0, 1], 1 <= n <= 4096.
    """
def star_discrepancy_batch(points: numpy.typing.NDArray[numpy.float64]) -> VerdictBatch:
    """
    points: (n, 2) float64 in [0, 1], 1 <= n <= 4096.
    """
def strip_rectangles(width: int, w: numpy.typing.NDArray[numpy.int64], h: numpy.typing.NDArray[numpy.int64], x: numpy.typing.NDArray[numpy.int64], y: numpy.typing.NDArray[numpy.int64]) -> Verdict:
    """
    w, h, x, y: (n,) int64.
    """
def strip_rectangles_batch(width: int, w: numpy.typing.NDArray[numpy.int64], h: numpy.typing.NDArray[numpy.int64], x: numpy.typing.NDArray[numpy.int64], y: numpy.typing.NDArray[numpy.int64]) -> VerdictBatch:
    """
    w, h, x, y: (n,) int64.
    """
def strip_rectangles_turned(width: int, w: numpy.typing.NDArray[numpy.int64], h: numpy.typing.NDArray[numpy.int64], x: numpy.typing.NDArray[numpy.int64], y: numpy.typing.NDArray[numpy.int64], turned: numpy.typing.NDArray[numpy.int64]) -> Verdict:
    """
    w, h, x, y, turned: (n,) int64.
    """
def strip_rectangles_turned_batch(width: int, w: numpy.typing.NDArray[numpy.int64], h: numpy.typing.NDArray[numpy.int64], x: numpy.typing.NDArray[numpy.int64], y: numpy.typing.NDArray[numpy.int64], turned: numpy.typing.NDArray[numpy.int64]) -> VerdictBatch:
    """
    w, h, x, y, turned: (n,) int64.
    """
def sum_difference_lemma(size_max: int, value_max: int, elements: numpy.typing.NDArray[numpy.int64]) -> Verdict:
    """
    elements: (m,) int64, 0 among them.
    """
def sum_difference_lemma_batch(size_max: int, value_max: int, elements: numpy.typing.NDArray[numpy.int64]) -> VerdictBatch:
    """
    elements: (m,) int64, 0 among them.
    """
def sum_difference_ratio(size_max: int, value_max: int, elements: numpy.typing.NDArray[numpy.int64]) -> Verdict:
    """
    elements: (m,) int64.
    """
def sum_difference_ratio_batch(size_max: int, value_max: int, elements: numpy.typing.NDArray[numpy.int64]) -> VerdictBatch:
    """
    elements: (m,) int64.
    """
def tammes(points: numpy.typing.NDArray[numpy.float64]) -> Verdict:
    """
    points: (n, d) float64, 2 <= n <= 4096, 1 <= d <= 64.
    """
def tammes_batch(points: numpy.typing.NDArray[numpy.float64]) -> VerdictBatch:
    """
    points: (n, d) float64, 2 <= n <= 4096, 1 <= d <= 64.
    """
def transactions(order: numpy.typing.NDArray[numpy.int64], ptr: numpy.typing.NDArray[numpy.int64], write: numpy.typing.NDArray[numpy.int64], key: numpy.typing.NDArray[numpy.int64]) -> Verdict:
    """
    order: (n,) int64; ptr: (n + 1,) int64; write, key: (k,) int64.
    """
def transactions_batch(order: numpy.typing.NDArray[numpy.int64], ptr: numpy.typing.NDArray[numpy.int64], write: numpy.typing.NDArray[numpy.int64], key: numpy.typing.NDArray[numpy.int64]) -> VerdictBatch:
    """
    order: (n,) int64; ptr: (n + 1,) int64; write, key: (k,) int64.
    """
def tsp(tour: numpy.typing.NDArray[numpy.int64], d: numpy.typing.NDArray[numpy.int64]) -> Verdict:
    """
    tour: (n,) int64; d: (n, n) int64.
    """
def tsp_batch(tour: numpy.typing.NDArray[numpy.int64], d: numpy.typing.NDArray[numpy.int64]) -> VerdictBatch:
    """
    tour: (n,) int64; d: (n, n) int64.
    """
def tsp_euclidean(tour: numpy.typing.NDArray[numpy.int64], xy: numpy.typing.NDArray[numpy.int64]) -> Verdict:
    """
    tour: (n,) int64; xy: (n, 2) int64.
    """
def tsp_euclidean_batch(tour: numpy.typing.NDArray[numpy.int64], xy: numpy.typing.NDArray[numpy.int64]) -> VerdictBatch:
    """
    tour: (n,) int64; xy: (n, 2) int64.
    """
def van_der_waerden_colouring(k: int, terms: int, colours: numpy.typing.NDArray[numpy.int64]) -> Verdict:
    """
    colours: (n,) int64 in [0, k).
    """
def van_der_waerden_colouring_batch(k: int, terms: int, colours: numpy.typing.NDArray[numpy.int64]) -> VerdictBatch:
    """
    colours: (n,) int64 in [0, k).
    """
def vertex_cover(v: numpy.typing.NDArray[numpy.int64], edges: numpy.typing.NDArray[numpy.int64], n: int) -> Verdict:
    """
    v: (k,) int64; edges: (m, 2) int64.
    """
def vertex_cover_batch(v: numpy.typing.NDArray[numpy.int64], edges: numpy.typing.NDArray[numpy.int64], n: int) -> VerdictBatch:
    """
    v: (k,) int64; edges: (m, 2) int64.
    """
def weighted_tardiness(order: numpy.typing.NDArray[numpy.int64], p: numpy.typing.NDArray[numpy.int64], w: numpy.typing.NDArray[numpy.int64], due: numpy.typing.NDArray[numpy.int64]) -> Verdict:
    """
    order, p, w, due: (n,) int64.
    """
def weighted_tardiness_batch(order: numpy.typing.NDArray[numpy.int64], p: numpy.typing.NDArray[numpy.int64], w: numpy.typing.NDArray[numpy.int64], due: numpy.typing.NDArray[numpy.int64]) -> VerdictBatch:
    """
    order, p, w, due: (n,) int64.
    """
def windowed_form(a: numpy.typing.NDArray[numpy.float64], kernel: numpy.typing.NDArray[numpy.int64], correlate: bool, extreme: int, clip: bool, low: int, high: int, parts: int, scale_top: int, scale_bottom: int) -> Verdict:
    """
    a: (n,) float64; kernel: (m,) int64, empty for a itself; window [low, high] / parts in pieces.
    """
def windowed_form_batch(a: numpy.typing.NDArray[numpy.float64], kernel: numpy.typing.NDArray[numpy.int64], correlate: bool, extreme: int, clip: bool, low: int, high: int, parts: int, scale_top: int, scale_bottom: int) -> VerdictBatch:
    """
    a: (n,) float64; kernel: (m,) int64, empty for a itself; window [low, high] / parts in pieces.
    """
