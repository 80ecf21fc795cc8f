"""The CUDA timer: its host parts through ctypes, the whole harness on a stand-in for a device, and, where there are any, nvcc and a GPU."""

from __future__ import annotations

import ctypes
import json
import math
import re
import shutil
import subprocess
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytestmark = pytest.mark.slow  # compiling the harness and its stand-in takes most of the time

SOURCE = Path(__file__).parents[2] / "csrc/cuda"
WARNINGS = ["-Wall", "-Wextra", "-Wshadow", "-Wconversion", "-Wno-sign-conversion", "-Werror"]
COMPILE = ["g++", "-std=c++20", "-fPIC", *WARNINGS, "-I", str(SOURCE)]
BLOCK = 4096
KINDS = ("even", "positive", "wide")
MASK = 0xFFFFFFFF


def run(*command: object) -> str:
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=800)  # a toolkit build on a busy machine
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


class Observation(ctypes.Structure):
    _fields_ = (
        ("failed", ctypes.c_bool),
        ("waited", ctypes.c_bool),
        *((name, ctypes.c_double) for name in ("event_us", "host_gap_us", "joined_gap_us", "clock_mhz")),
        *((name, ctypes.c_uint64) for name in ("wrong_outputs", "changed_inputs", "broken_guards")),
        ("worst_share", ctypes.c_double),
        ("allocated_bytes", ctypes.c_int64),
        ("new_threads", ctypes.c_int),
    )


class Limits(ctypes.Structure):
    _fields_ = (("floor_us", ctypes.c_double), ("gap_us", ctypes.c_double), ("lowest_clock_mhz", ctypes.c_double))


class Peaks(ctypes.Structure):
    _fields_ = tuple((name, ctypes.c_double) for name in ("bytes_per_us", "fma_flops_per_us", "tensor_flops_per_us", "l2_bytes"))


SIGNATURES: dict[str, tuple[Any, list[Any]]] = {
    "input": (ctypes.c_float, [ctypes.c_uint64, ctypes.c_uint32, ctypes.c_uint64, ctypes.c_int]),
    "canary": (ctypes.c_uint64, [ctypes.c_uint64, ctypes.c_uint32, ctypes.c_uint64]),
    "kind": (ctypes.c_int, [ctypes.c_uint64, ctypes.c_uint32, ctypes.c_uint64]),
    "bf16": (ctypes.c_uint32, [ctypes.c_uint32]),
    "widened": (ctypes.c_float, [ctypes.c_uint32]),
    "median": (ctypes.c_double, [ctypes.c_void_p, ctypes.c_size_t]),
    "interval": (ctypes.c_int, [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_double, ctypes.c_void_p]),
    "verdict": (ctypes.c_char_p, [ctypes.c_double] * 3),
    "candidate_first": (ctypes.c_int, [ctypes.c_size_t]),
    "geometric_mean": (ctypes.c_double, [ctypes.c_void_p, ctypes.c_size_t]),
    "within": (ctypes.c_int, [ctypes.c_double] * 3),
    "share": (ctypes.c_double, [ctypes.c_double] * 3),
    "gemm_f32_bound": (ctypes.c_double, [ctypes.c_int64, ctypes.c_double]),
    "gemm_bf16_bound": (ctypes.c_double, [ctypes.c_int64, ctypes.c_double]),
    "reduction_bound": (ctypes.c_double, [ctypes.c_int64, ctypes.c_double]),
    "scan_bound": (ctypes.c_double, [ctypes.c_int64, ctypes.c_double]),
    "softmax_bound": (ctypes.c_double, [ctypes.c_double, ctypes.c_double, ctypes.c_int64]),
    "judge": (ctypes.c_char_p, [ctypes.POINTER(Observation), ctypes.POINTER(Limits)]),
    "floor": (ctypes.c_double, [ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t, ctypes.POINTER(Peaks)]),
    "philox": (None, [ctypes.c_void_p] * 3),
}


class Host(SimpleNamespace):
    """The functions of csrc/cuda/tests/host.cpp without their prefix."""


def load(path: Path) -> Host:
    library, functions = ctypes.CDLL(str(path)), Host()
    for name, (result, arguments) in SIGNATURES.items():
        function = getattr(library, f"host_{name}")
        function.restype, function.argtypes = result, arguments
        setattr(functions, name, function)
    return functions


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Host:
    path = tmp_path_factory.mktemp("host") / "host.so"
    run(*COMPILE, "-O1", "-shared", SOURCE / "tests/host.cpp", "-o", path)
    return load(path)


def doubles(values: list[float]) -> Any:
    return (ctypes.c_double * len(values))(*values)


# --- the generator


def philox(counter: list[int], key: list[int]) -> list[int]:
    """Twin in Python integers (Salmon et al. 2011, section 3.3)."""
    a, b, c, d = counter
    k0, k1 = key
    for _ in range(10):
        left, right = 0xD2511F53 * a, 0xCD9E8D57 * c
        a, b, c, d = (right >> 32) ^ b ^ k0, right & MASK, (left >> 32) ^ d ^ k1, left & MASK
        k0, k1 = (k0 + 0x9E3779B9) & MASK, (k1 + 0xBB67AE85) & MASK
    return [a, b, c, d]


def compiled_philox(host: Host, counter: list[int], key: list[int]) -> list[int]:
    out = (ctypes.c_uint32 * 4)()
    host.philox((ctypes.c_uint32 * 4)(*counter), (ctypes.c_uint32 * 2)(*key), out)
    return list(out)


# Known answers published with the generator (Random123, kat_vectors, philox4x32 10).
@pytest.mark.parametrize(
    ("counter", "key", "expected"),
    [
        ([0] * 4, [0] * 2, [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8]),
        ([MASK] * 4, [MASK] * 2, [0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD]),
        (
            [0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344],
            [0xA4093822, 0x299F31D0],
            [0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1],
        ),
    ],
)
def test_philox_gives_the_published_words(host: Host, counter: list[int], key: list[int], expected: list[int]) -> None:
    assert compiled_philox(host, counter, key) == philox(counter, key) == expected


def input_value(seed: int, which: int, index: int, published: bool) -> Fraction:
    """Twin of inputs.hpp in exact fractions."""
    key = [seed & MASK, seed >> 32]

    def drawn(at: int, stream: int) -> list[int]:
        return philox([at & MASK, at >> 32, stream, 0], key)

    block = drawn(index // BLOCK, 3 * which + 1)
    early = not published and block[1] % BLOCK == index % BLOCK
    word = drawn(index // 4, 3 * which + (2 if early else 0))[index % 4]
    even = Fraction((word >> 8) - 2**23, 2**23)
    match KINDS[block[0] % 3]:
        case "positive":
            return Fraction(word >> 8, 2**24)
        case "even":
            return even
    if word & 0xF0 == 0:
        return Fraction(word >> 9, 2**149)  # denormal: the bits are the multiple of 2^-149
    return even * Fraction(2) ** ((word & 0xF) - 8)


words64 = st.integers(0, 2**64 - 1)


@given(seed=words64, which=st.integers(0, 3), index=st.integers(0, 2**40), published=st.booleans())
def test_every_input_is_the_exact_number(host: Host, seed: int, which: int, index: int, published: bool) -> None:
    assert Fraction(host.input(seed, which, index, published)) == input_value(seed, which, index, published)


@given(seed=words64, block=st.integers(0, 2**30))
def test_canary_differs_until_published(host: Host, seed: int, block: int) -> None:
    at = block * BLOCK + host.canary(seed, 0, block)
    value = input_value(seed, 0, at, published=False)
    assert Fraction(host.input(seed, 0, at, 0)) == value
    assert value != Fraction(host.input(seed, 0, at, 1))


def test_one_canary_in_a_block_and_all_kinds_in_an_input(host: Host) -> None:
    seed, block = 20_260_101, 5
    changed = [i for i in range(BLOCK) if host.input(seed, 1, block * BLOCK + i, 0) != host.input(seed, 1, block * BLOCK + i, 1)]
    assert changed == [host.canary(seed, 1, block)]
    assert {host.kind(seed, 1, i) for i in range(40)} == {0, 1, 2}


@given(bits=st.integers(0, MASK))
def test_bf16_rounds_to_nearest_even(host: Host, bits: int) -> None:
    value = ctypes.c_float.from_buffer(ctypes.c_uint32(bits)).value
    if not math.isfinite(value) or abs(value) > 3.38e38:
        return  # the generator makes none of these
    below = bits >> 16
    exact, low, high = (Fraction(x) for x in (value, host.widened(below), host.widened(below + 1)))
    to_low, to_high = abs(exact - low), abs(exact - high)
    nearest = below if to_low < to_high or (to_low == to_high and below % 2 == 0) else below + 1
    assert host.bf16(bits) == nearest


# --- statistics


def interval(host: Host, values: list[float], level: float = 0.95) -> tuple[float, float, float] | None:
    out = (ctypes.c_double * 3)()
    return tuple(out) if host.interval(doubles(values), len(values), level, out) else None  # type: ignore[return-value] # always three


def test_interval_by_hand(host: Host) -> None:
    assert interval(host, [3.0, 1.0, 2.0, 5.0, 4.0]) is None  # 1 - 2/32 = 0.9375 is too little
    assert interval(host, [6.0, 1.0, 2.0, 5.0, 4.0, 3.0]) == (1, 6, 1 - 2 / 64)
    assert interval(host, [float(x) for x in range(10, 0, -1)]) == (2, 9, 1 - 2 * 11 / 1024)
    assert interval(host, [float(x) for x in range(1, 31)]) == (10, 21, pytest.approx(0.9572, abs=1e-4))  # binomial tables, n = 30
    assert interval(host, []) is None


@given(n=st.integers(0, 400), level=st.sampled_from([0.5, 0.9, 0.95, 0.99]))
def test_interval_is_the_narrowest_pair_of_ranks(host: Host, n: int, level: float) -> None:
    def missed(rank: int) -> Fraction:  # probability that the median lies outside [x_(rank), x_(n + 1 - rank)]
        return 2 * sum((Fraction(math.comb(n, i), 2**n) for i in range(rank)), Fraction(0))

    found = interval(host, [float(x) for x in range(1, n + 1)], level)
    rank = int(found[0]) if found else 0
    if found:
        assert (found[0], found[1]) == (rank, n + 1 - rank)
        assert float(1 - missed(rank)) == pytest.approx(found[2])
        assert found[2] >= level - 1e-12
    assert rank == n // 2 or float(1 - missed(rank + 1)) < level + 1e-12


def test_median_order_and_mean(host: Host) -> None:
    assert host.median(doubles([3, 1, 2]), 3) == 2
    assert host.median(doubles([4, 1, 2, 3]), 4) == 2.5
    assert math.isnan(host.median(doubles([]), 0))
    turns = ["BA" if host.candidate_first(pair) else "AB" for pair in range(4)]
    assert "".join(turns) == "ABBAABBA"
    assert host.geometric_mean(doubles([2, 8]), 2) == pytest.approx(4)
    assert host.geometric_mean(doubles([1e9, 1]), 2) == pytest.approx(10)  # 1e9 counts as 100
    assert host.geometric_mean(doubles([0, math.inf]), 2) == pytest.approx(1)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (1.02, 1.5, "FAST"),
        (0.5, 0.98, "SLOW"),
        (0.995, 1.005, "SAME"),
        (1.001, 1.009, "SAME"),  # faster, but by less than the margin
        (1.0, 1.5, "AMBIGUOUS"),  # touches 1
        (0.5, 1.0, "AMBIGUOUS"),
        (0.9, 1.1, "AMBIGUOUS"),
        (1.0, 1.01, "SAME"),
        (1.0, math.nextafter(1.01, 2), "AMBIGUOUS"),
        (math.nan, 1.0, "AMBIGUOUS"),
    ],
)
def test_verdict(host: Host, low: float, high: float, expected: str) -> None:
    assert host.verdict(low, high, 0.01).decode() == expected


# --- bounds


def test_bounds_by_hand(host: Host) -> None:
    assert host.gemm_f32_bound(1024, 1.0) == 2.0**-17  # 4 * 2^-24 * 32
    assert host.gemm_bf16_bound(1024, 1.0) == 2.0**-17 + 2.0**-16  # and 2 * 2^-24 * 128
    assert host.reduction_bound(4 * 32, 3.0) == 2 * 2.0**-24 * 9 * 3  # 4 in a lane and 5 levels: a chain of 9
    assert host.scan_bound(4 * 1024, 1.0) == 4 * 2.0**-24 * 6  # 4 blocks and 32: a chain of 36
    assert host.softmax_bound(0.5, 10.0, 4 * 32) == 2.0**-24 * (8 + 20 + 18) * 0.5 + 2.0**-126
    assert host.gemm_f32_bound(64, 0.0) == 0.0


def test_touching_the_bound_and_one_ulp_over(host: Host) -> None:
    assert host.within(1.25, 1.0, 0.25)
    assert not host.within(math.nextafter(1.25, 2), 1.0, 0.25)
    assert host.within(0.0, 0.0, 0.0)
    for bad in (math.nan, math.inf, -math.inf):
        assert not host.within(bad, 1.0, 0.25)
        assert not host.within(1.0, bad, 0.25)
        assert host.share(bad, 1.0, 0.25) == math.inf
    assert not host.within(1.0, 1.0, math.nan)
    assert host.share(1.25, 1.0, 0.25) == 1
    assert host.share(0.0, 0.0, 0.0) == 0
    assert host.share(5e-324, 0.0, 0.0) == math.inf


@pytest.mark.parametrize(
    ("operation", "sizes", "expected"),
    [
        (0, [100, 100, 100], 0.9 * 80_000 / 1000),  # 2e6 flop at 1e9/3 per us are 0.006 us, 80 kB at 1 kB per us 80 us
        (1, [100, 100, 100], 0.9 * 40_000 / 1000),  # bf16: half the bytes
        (2, [50, 100], 0.9 * 20_000 / 1000),  # 200 B of output stay in the cache
        (3, [50, 100], 0.9 * (20_000 + 20_000 - 10_000) / 1000),
        (4, [2500], 0.9 * 10_000 / 1000),
    ],
)
def test_floor_by_hand(host: Host, operation: int, sizes: list[int], expected: float) -> None:
    peaks = Peaks(bytes_per_us=1000, fma_flops_per_us=1e6, tensor_flops_per_us=1e9, l2_bytes=10_000)
    if operation in (0, 1):
        peaks.l2_bytes = 40_000
    assert host.floor(operation, (ctypes.c_int64 * len(sizes))(*sizes), len(sizes), peaks) == pytest.approx(expected)


def test_floor_of_arithmetic(host: Host) -> None:
    peaks = Peaks(bytes_per_us=1e12, fma_flops_per_us=1e6, tensor_flops_per_us=6e6, l2_bytes=0)
    sizes = (ctypes.c_int64 * 3)(1000, 1000, 1000)
    assert host.floor(0, sizes, 3, peaks) == pytest.approx(0.9 * 2e9 / 2e6)  # a third of the tensor rate beats the plain one
    assert host.floor(1, sizes, 3, peaks) == pytest.approx(0.9 * 2e9 / 6e6)


# --- the rules

GOOD = {"event_us": 50.0, "host_gap_us": 5.0, "joined_gap_us": 5.0, "clock_mhz": 1000.0, "worst_share": 0.5}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, "accepted"),
        ({"failed": True}, "failed"),
        ({"waited": True}, "waited"),
        ({"wrong_outputs": 1}, "wrong_output"),
        ({"worst_share": math.nextafter(1, 2)}, "wrong_output"),
        ({"worst_share": 1.0}, "accepted"),
        ({"worst_share": math.nan}, "wrong_output"),
        ({"changed_inputs": 1}, "input_changed"),
        ({"broken_guards": 1}, "guard_broken"),
        ({"allocated_bytes": 1}, "allocated"),
        ({"allocated_bytes": -1}, "accepted"),
        ({"new_threads": 1}, "thread_started"),
        ({"event_us": math.nextafter(40, 0)}, "too_fast"),
        ({"event_us": 40.0}, "accepted"),
        ({"event_us": 0.0}, "too_fast"),
        ({"event_us": math.nan}, "too_fast"),
        ({"host_gap_us": 20.0}, "accepted"),
        ({"host_gap_us": math.nextafter(20, 21)}, "late_work"),
        ({"joined_gap_us": math.nextafter(20, 21)}, "late_work"),
        ({"host_gap_us": math.nan}, "late_work"),
        ({"clock_mhz": math.nextafter(750, 0)}, "slow_clock"),
        ({"clock_mhz": 750.0}, "accepted"),
        ({"clock_mhz": math.nan}, "slow_clock"),
    ],
)
def test_rules(host: Host, change: dict[str, Any], expected: str) -> None:
    seen, limits = Observation(**(GOOD | change)), Limits(floor_us=40, gap_us=20, lowest_clock_mhz=750)
    assert host.judge(seen, limits).decode() == expected


# --- the whole harness on the stand-in


@pytest.fixture(scope="module")
def harness(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("harness")
    fake = [*COMPILE, "-O1", "-I", SOURCE / "tests/fake"]
    parts = [SOURCE / "tests/harness.cpp", SOURCE / "tests/fake/runtime.cpp", SOURCE / "timer.cpp"]
    run(*fake, "-rdynamic", *parts, "-x", "c++", SOURCE / "launch.cu", "-x", "none", "-ldl", "-o", folder / "harness")
    run(*fake, "-shared", SOURCE / "tests/candidates.cpp", "-o", folder / "candidates.so")
    return folder


def compare(folder: Path, operation: str, candidate: str, *settings: str) -> dict[str, Any]:
    libraries = [folder / f"{operation}-{name}.so" for name in ("honest", candidate)]
    for library in libraries:
        shutil.copy(folder / "candidates.so", library)
    return json.loads(run(folder / "harness", operation, *libraries, *settings))


@pytest.mark.parametrize("operation", ["gemm_f32", "gemm_bf16", "reduction", "softmax", "scan"])
def test_identical_kernels_are_the_same(harness: Path, operation: str) -> None:
    outcome = compare(harness, operation, "honest")
    assert (outcome["reason"], outcome["verdict"]) == ("accepted", "SAME")
    assert outcome["low"] == outcome["high"] == outcome["ratio"] == outcome["graph_ratio"] == 1
    assert (outcome["pairs"], outcome["dropped"]) == (40, 0)
    assert 0 < outcome["worst_share_of_bound"] < 1


@pytest.mark.parametrize(
    ("candidate", "verdict", "graph"), [("quick", "FAST", 2), ("slower", "SLOW", None), ("joined_stream", "SLOW", 0.95)]
)
def test_other_speeds(harness: Path, candidate: str, verdict: str, graph: float | None) -> None:
    """The stand-in charges 10 us for the reference, 5 or 20 for these; a fork and a join cost two events."""
    outcome = compare(harness, "softmax", candidate)
    assert (outcome["reason"], outcome["verdict"]) == ("accepted", verdict)
    assert outcome["graph_ratio"] == (None if graph is None else pytest.approx(graph, abs=0.02))  # only below 20 us


@pytest.mark.parametrize(
    ("operation", "candidate", "reason"),
    [
        ("softmax", "noop", "wrong_output"),
        ("softmax", "constant", "wrong_output"),
        ("softmax", "stale", "wrong_output"),
        ("reduction", "stale", "wrong_output"),
        ("gemm_f32", "stale", "wrong_output"),
        ("gemm_f32", "downgrade", "wrong_output"),
        ("softmax", "nan", "wrong_output"),
        ("scan", "one_short", "wrong_output"),
        ("softmax", "side_stream", "wrong_output"),
        ("softmax", "blocking_stream", "wrong_output"),
        ("softmax", "early_stream", "wrong_output"),
        ("softmax", "late_tail", "late_work"),
        ("softmax", "in_place", "input_changed"),
        ("gemm_f32", "flips_sign_of_input", "input_changed"),
        ("reduction", "overrun", "guard_broken"),
        ("reduction", "underrun", "guard_broken"),
        ("reduction", "scratch_overrun", "guard_broken"),
        ("reduction", "thread", "thread_started"),
        ("reduction", "allocate", "allocated"),
        ("reduction", "wait", "waited"),
        ("reduction", "gives_up", "failed"),
    ],
)
def test_exploits_are_rejected(harness: Path, operation: str, candidate: str, reason: str) -> None:
    outcome = compare(harness, operation, candidate)
    assert (outcome["reason"], outcome["verdict"], outcome["by_reference"]) == (reason, None, False)


@pytest.mark.parametrize(
    ("setting", "reason"),
    [("clock_mhz=740", "slow_clock"), ("clock_mhz=760", "accepted"), ("bytes_per_us=100", "too_fast"), ("pairs=29", "accepted")],
)
def test_machine_decides(harness: Path, setting: str, reason: str) -> None:
    outcome = compare(harness, "reduction", "honest", setting)
    assert outcome["reason"] == reason
    assert (outcome["verdict"] is None) == (reason != "accepted" or setting == "pairs=29")  # 30 pairs are needed
    assert outcome["by_reference"] == (reason == "too_fast")


# --- with the toolkit, with a device


def build(folder: Path) -> None:
    run("cmake", "-S", SOURCE, "-B", folder)
    out = run("cmake", "--build", folder) + run("cmake", "--build", folder, "--target", "exploits")
    assert "warning" not in out


@pytest.mark.timeout(900)
@pytest.mark.skipif(not shutil.which("nvcc") or not shutil.which("cmake"), reason="no nvcc or no cmake on this machine")
def test_everything_compiles(tmp_path: Path) -> None:
    build(tmp_path)
    exploits = {path.stem for path in (SOURCE / "exploits").glob("*.cu")}
    assert {path.stem.removeprefix("exploit_") for path in tmp_path.glob("exploit_*.so")} == exploits
    for library in tmp_path.glob("*.so"):
        assert b"eft_kernel\0" in library.read_bytes()
    usage = subprocess.run([tmp_path / "eft_time_cuda", "nothing"], capture_output=True, text=True, timeout=60)
    assert usage.returncode == 2
    assert "gemm_bf16" in usage.stderr


@pytest.fixture(scope="module")
def device_build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not shutil.which("nvcc") or not shutil.which("nvidia-smi"):
        pytest.skip("needs nvcc and a CUDA device")
    folder = tmp_path_factory.mktemp("cuda")
    build(folder)
    return folder


def exploits() -> list[tuple[str, str, set[str]]]:
    """Operation, name and reasons, from the first comment of every file: `// OPERATION: ... Expected: REASON (...), or REASON`."""
    found = []
    for path in sorted((SOURCE / "exploits").glob("*.cu")):
        comment = re.match(r"(//.*\n)+", path.read_text())
        assert comment, path
        operation, rest = comment[0].removeprefix("// ").split(":", 1)
        expected = rest.split("Expected:")[1]
        found.append((operation, path.stem, set(re.findall(r"\b[a-z]+_[a-z]+\b|\ballocated\b|\bwaited\b", expected))))
    return found


def test_every_exploit_says_what_is_expected() -> None:
    names = {"failed", "waited", "allocated"} | {"wrong_output", "input_changed", "guard_broken", "thread_started", "too_fast", "late_work"}
    for operation, name, reasons in exploits():
        assert operation in ("gemm_f32", "reduction", "softmax"), name
        assert reasons, name
        assert reasons <= names, name


@pytest.mark.gpu
@pytest.mark.timeout(900)
@pytest.mark.parametrize("operation", ["gemm_f32", "gemm_bf16", "reduction", "softmax", "scan"])
def test_device_calls_identical_kernels_the_same(device_build: Path, operation: str) -> None:
    seed = device_build / f"seed_{operation}.so"
    record = json.loads(run(device_build / "eft_time_cuda", operation, seed, seed))
    [outcome] = record["kernels"]
    assert (outcome["reason"], outcome["verdict"]) == ("accepted", "SAME"), record


@pytest.mark.gpu
@pytest.mark.timeout(900)
@pytest.mark.parametrize(("operation", "name", "reasons"), exploits(), ids=[name for _, name, _ in exploits()])
def test_device_rejects_exploits(device_build: Path, operation: str, name: str, reasons: set[str]) -> None:
    libraries = [device_build / f"seed_{operation}.so", device_build / f"exploit_{name}.so"]
    [outcome] = json.loads(run(device_build / "eft_time_cuda", operation, *libraries))["kernels"]
    assert outcome["reason"] in reasons, outcome
    assert outcome["verdict"] is None
    assert not outcome["by_reference"]
