"""Every kernel problem: its seed and reference give right answers on several sizes, and its check tells right from wrong."""

from __future__ import annotations

import contextlib
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from eft.evaluation.timing import kernels
from eft.evaluation.timing.checked import Side
from eft.evaluation.timing.compiler import compile_kernel
from eft.evaluation.timing.harness import Buffers, Harness, Limits, missing
from eft.evaluation.timing.measure import pinned
from eft.evaluation.timing.problem import TYPES, Kernel, first_difference
from eft.evaluation.timing.stream import FastStream

needs_timer = pytest.mark.skipif(bool(missing()), reason=f"no kernel timer here: {missing()}")
# Sizes around block and vector lengths, beside the cases that ship.
SMALL: dict[str, list[tuple[int, ...]]] = {
    "conv2d": [(3, 3, 3), (5, 9, 2), (12, 41, 5)],
    "fft": [(1, 2), (3, 8), (2, 64)],
    "gemm_small": [(1, 1, 1, 1), (2, 5, 17, 3), (3, 4, 8, 7), (1, 7, 31, 1)],
    "group_varint": [],
    "histogram": [(33,), (1000,)],
    "layer_norm": [(1, 1), (17, 7), (20, 33)],
    "log_sum_exp": [],
    "packed_deltas": [],
    "prefix_scan": [(1,), (15,), (33,)],
    "segmented_scan": [(1,), (5,), (33,)],
    "softmax": [(1, 1), (17, 7), (20, 33)],
    "softmax_norm": [(1, 1), (17, 7), (20, 33)],
    "sort": [(1,), (5,), (4097,)],
    "spmv": [(7, 20), (300, 900)],
    "stencil": [(3, 3), (4, 9), (9, 17)],
    "stencil3d": [(3, 3, 3), (4, 5, 9), (9, 6, 17)],
    "stencil9": [(3, 3), (4, 9), (9, 17)],
    "string_search": [(40, 3, 64), (300, 1, 512), (64, 12, 8)],
    "top_k": [(40, 5), (33, 33), (1000, 1)],
    "varint_decode": [],
}
ALL = kernels.names()


def run(problem: Kernel, library: Path, sizes: tuple[int, ...], calls: int) -> None:
    stream = FastStream(11, problem.name)
    with contextlib.ExitStack() as stack:
        on = stack.enter_context(pinned())
        buffers = stack.enter_context(Buffers(problem.input_bytes(sizes), problem.output_arrays(sizes)))
        side = Side(stack.enter_context(Harness(buffers, library, Limits(call_s=5.0), *on)))
        for _ in range(calls):
            inputs = problem.generate(stream, sizes)
            timing = side.call(inputs, sizes, problem.expect(inputs, sizes))
            assert timing[0] > 0


@needs_timer
@pytest.mark.parametrize("name", ALL)
def test_reference_is_right_on_all_sizes(name: str, tmp_path: Path) -> None:
    problem = kernels.find(name)
    library = compile_kernel(problem.folder / "reference.c", problem.entry(), tmp_path)
    for case, sizes in problem.cases.items():
        run(problem.drawn_for(case), library, sizes, 2)
    for sizes in SMALL[name]:
        run(problem, library, sizes, 2)


@needs_timer
@pytest.mark.parametrize("name", ALL)
def test_seed_is_right(name: str, tmp_path: Path) -> None:
    problem = kernels.find(name)
    library = compile_kernel(problem.folder / "seed.c", problem.entry(), tmp_path)
    run(problem, library, next(iter(problem.cases.values())), 2)


@needs_timer
@pytest.mark.skipif(not shutil.which("c++"), reason="no C++ compiler")
def test_a_candidate_in_cpp(tmp_path: Path) -> None:
    problem = replace(kernels.find("sort"), cases={"small": (100,)})
    source = tmp_path / "sort.cpp"
    source.write_text(
        "#include <algorithm>\n#include <cstdint>\n"
        'extern "C" void sort(const int32_t *x, int32_t *out, int64_t n) { std::copy(x, x + n, out); std::sort(out, out + n); }\n'
    )
    (tmp_path / "made").mkdir()
    run(problem, compile_kernel(source, problem.entry(), tmp_path / "made"), (100,), 3)


@pytest.mark.parametrize("name", ALL)
def test_problem_is_consistent(name: str) -> None:
    problem = kernels.find(name)
    assert problem.name == name
    assert set(problem.generators) <= set(problem.cases)
    for case, sizes in [*problem.cases.items(), *(("", sizes) for sizes in SMALL[name])]:
        draw = problem.drawn_for(case).generate
        assert len(sizes) == len(problem.sizes)
        stream = FastStream(3, name)
        inputs, again = draw(stream, sizes), draw(stream, sizes)
        assert [x.nbytes for x in inputs] == problem.input_bytes(sizes)
        assert [x.dtype for x in inputs] == [np.dtype(TYPES[kind]) for kind in problem.inputs.values()]
        assert [x.shape for x in inputs] == [tuple(shape) for shape in problem.shapes(sizes)[0]]
        assert all(x.flags.c_contiguous for x in inputs)
        if sizes in problem.cases.values():
            assert any(not np.array_equal(a, b) for a, b in zip(inputs, again, strict=True))
        assert problem.work(sizes).bytes <= sum(problem.input_bytes(sizes)) + sum(
            np.prod(s) * d.itemsize for d, s in problem.output_arrays(sizes)
        )


@pytest.mark.parametrize("name", ALL)
def test_check_accepts_the_bound_and_nothing_beyond(name: str) -> None:
    """The right value passes; a thousandth beyond the bound (a float64 step where it is 0) fails, and the changed entry is named."""
    problem = kernels.find(name)
    sizes = (SMALL[name] or list(problem.cases.values()))[-1]
    expected = problem.expect(problem.generate(FastStream(5, name), sizes), sizes)
    right = [e.value.astype(np.float64 if e.bound is not None else e.value.dtype) for e in expected]
    assert first_difference(expected, right) == ""
    for k, e in enumerate(expected):
        for flat in {0, e.value.size // 2, e.value.size - 1}:
            wrong = [x.copy() for x in right]
            place = np.unravel_index(flat, e.value.shape)
            if e.bound is None:
                wrong[k][place] += 1
            else:
                beyond = right[k][place] + 1.001 * float(np.broadcast_to(e.bound, e.value.shape)[place])
                wrong[k][place] = max(beyond, np.nextafter(right[k][place], np.inf))
            assert first_difference(expected, wrong).startswith(f"output {k} differs at [{', '.join(str(int(i)) for i in place)}]")
            if e.bound is not None:
                wrong[k][place] = np.nan
                assert "error nan > bound" in first_difference(expected, wrong)


def test_expected_by_hand() -> None:
    """Small problems whose answers one can see."""

    def expect(name: str, inputs: list[object], sizes: tuple[int, ...]) -> list[list[float]]:
        arrays = [np.array(x, dtype=TYPES[kind]) for x, kind in zip(inputs, kernels.find(name).inputs.values(), strict=True)]
        return [e.value.tolist() for e in kernels.find(name).expect(arrays, sizes)]

    assert expect("prefix_scan", [[2**32 - 1, 2, 3]], (3,)) == [[2**32 - 1, 1, 4]]
    assert expect("gemm_small", [[[[1, 2]]], [[[3], [4]]], [[[5]]]], (1, 1, 1, 2)) == [[[[16]]]]
    assert expect("conv2d", [[[1, 2, 3], [4, 5, 6]], [[1, 0], [0, 10]]], (2, 3, 2)) == [[[51, 62]]]
    assert expect("sort", [[3, -1, 2]], (3,)) == [[-1, 2, 3]]
    assert expect("top_k", [[0.5, 0.25, 0.5, -1]], (4, 3)) == [[0.5, 0.5, 0.25], [0, 2, 1]]
    assert expect("histogram", [[1, 1, 255]], (3,))[0][1] == 2
    assert expect("spmv", [[0, 2, 2], [1, 0], [10, 1], [3, 4]], (2, 2)) == [[43, 0]]
    assert expect("fft", [[[[1, 0], [0, 1]]]], (1, 2)) == [[[[1, 1], [1, -1]]]]
    assert expect("string_search", [list(b"aaab"), list(b"aa")], (4, 2, 3)) == [[2], [0, 1, -1]]
    assert expect("varint_decode", [[0xE5, 0x8E, 0x26, 7, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F]], (3, 9)) == [[624485, 7, 2**32 - 1]]
    soft, norm = expect("softmax_norm", [[[0.0, 0.0]], [2, 2], [1, 1]], (1, 2))
    assert (soft, norm) == ([[0.5, 0.5]], [[1, 1]])
    assert expect("segmented_scan", [[5, 2**32 - 1, 2, 3, 4], [0, 0, 1, 0, 1]], (5,)) == [[5, 4, 2, 5, 4]]
    assert expect("softmax", [[[0.0, -np.inf, 0.0]]], (1, 3)) == [[[0.5, 0, 0.5]]]
    assert expect("layer_norm", [[[0.0, 0.0]], [2, 2], [1, 1]], (1, 2)) == [[[1, 1]]]
    assert expect("log_sum_exp", [[0, 1, 3], [7, 80, 80]], (2, 3)) == [[7, pytest.approx(80 + np.log(2))]]
    block = bytes([7]) + (3 | 5 << 7).to_bytes(112, "little")  # differences 3, 5, 0, 0, …
    assert expect("packed_deltas", [list(block)], (128, 113)) == [[3, 8] + 126 * [8]]
    assert expect("group_varint", [[0b11_10_01_00, 9, 1, 2, 1, 2, 3, 1, 2, 3, 4]], (4, 11)) == [[9, 0x201, 0x30201, 0x04030201]]
    cube = np.zeros((3, 3, 3))
    cube[1, 1, 1], cube[0, 0, 0] = 49, 49
    assert expect("stencil3d", [cube], (3, 3, 3))[0][1][1][1] == pytest.approx(49 / 7**4)
    assert expect("stencil9", [[[9, 0, 0], [0, 0, 0], [0, 0, 0]]], (3, 3))[0][1][1] == pytest.approx(1 + 1 / 9 + 1 / 81 + 1 / 729)
    grid = [[0, 0, 0], [0, 5, 0], [0, 0, 0]]
    assert expect("stencil", [grid], (3, 3))[0][1][1] == pytest.approx(5 * 0.2**4, abs=1e-12)
