# Two commands for people: `make demo` (the whole loop) and `make test`. Both set up a private .venv first.
.PHONY: demo collection experiment test test-slow test-sglang lint bench asan fuzz venv format clean
.DELETE_ON_ERROR:

PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
CXX_FILES := $(wildcard csrc/*.cpp csrc/*/*.cpp csrc/*/*.hpp csrc/*/*/*.hpp)
CUDA_FILES := $(foreach end,h hpp cuh cu cpp,$(wildcard csrc/cuda/*.$(end) csrc/cuda/*/*.$(end) csrc/cuda/*/*/*.$(end)))
NATIVE := CMakeLists.txt $(filter-out csrc/cuda/% csrc/fuzz/% csrc/tests/%,$(CXX_FILES))

demo: venv
	$(BIN)/python -m eft.demo

# The transitions in docs/results/cpu/data, from nothing (hours; goes on where it was cut off).
collection: venv
	$(BIN)/python -m eft.collect configs/collect/nano.yaml
	$(BIN)/python -m eft.data build runs/collect-nano out=runs/data-nano
	$(BIN)/python -m eft.data pack runs/data-nano out=docs/results/cpu/data

# scale: smoke (minutes), cpu (hours on two cores; every finished cell is kept in docs/results), gpu.
scale ?= smoke
experiment: venv
	$(BIN)/python -m eft.experiment configs/experiment/$(scale).yaml

# A file's tests stay in one process (its sandbox and models are set up once); a process for each of two cores, no threads besides.
test: venv
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n 2 --dist loadfile

test-slow: venv
	$(BIN)/python -m pytest -m "slow and not gpu"

# Real SGLang 0.5.21 on the processor, in an environment of its own below build/ (3 GB): see tests/sglang/run.sh for what it proves.
test-sglang: venv
	tests/sglang/run.sh

lint: venv
	$(BIN)/ruff check .
	$(BIN)/ruff format --check eft tests benchmarks
	$(BIN)/mypy
	$(BIN)/clang-format --dry-run --Werror $(sort $(CXX_FILES) $(CUDA_FILES))
	$(BIN)/python -m pytest tests/evaluation/scorers/test_border.py -k stub
	$(if $(shell command -v nvcc),cmake -S csrc/cuda -B build/cuda && cmake --build build/cuda && cmake --build build/cuda --target exploits,@echo "no nvcc: csrc/cuda not compiled")

bench: venv
	$(BIN)/python benchmarks/bench_scorers.py
	$(BIN)/python benchmarks/bench_engine.py
	$(BIN)/python benchmarks/bench_sandbox.py
	$(BIN)/python benchmarks/ablation_sandbox.py
	$(BIN)/python benchmarks/bench_timer.py
	$(BIN)/python benchmarks/bench_head.py
	$(BIN)/python benchmarks/bench_generation.py
	$(BIN)/python benchmarks/bench_sft.py
	$(BIN)/python benchmarks/bench_data.py

# The compiled scorers under the address and undefined-behaviour sanitizers: the C++ test, and every Python test that calls them directly.
# CPython itself leaks by design, so leaks are not looked for.
asan: venv
	cmake -S . -B build/asan -G Ninja -DCMAKE_BUILD_TYPE=Debug -DEFT_SANITIZE=ON -DEFT_TESTS=ON \
		-DPython_EXECUTABLE=$(CURDIR)/$(BIN)/python -Dpybind11_DIR=$$($(BIN)/python -m pybind11 --cmakedir)
	cmake --build build/asan
	build/asan/test_core
	ASAN_OPTIONS=detect_leaks=0 UBSAN_OPTIONS=print_stacktrace=1 LD_PRELOAD="$$(g++ -print-file-name=libasan.so) $$(g++ -print-file-name=libstdc++.so)" \
		PYTHONPATH=csrc/tests $(BIN)/python -m pytest -p sanitized -p no:cacheprovider tests/evaluation/scorers tests/evaluation/verify \
		tests/exploits/test_malformed.py

# Coverage-guided, FUZZ_S seconds for each target: the compiled scorers (needs clang) and the decoder of answers.
FUZZ_S ?= 60
fuzz: venv
	mkdir -p build/fuzz
	for target in csrc/fuzz/*.cpp; do \
		name=build/fuzz/$$(basename $$target .cpp); \
		clang++ -std=c++20 -O1 -g -Wno-psabi -Icsrc -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all $$target -o $$name && \
		$$name -max_total_time=$(FUZZ_S) -artifact_prefix=build/fuzz/ || exit 1; \
	done
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt atheris
	$(BIN)/python tests/fuzz/fuzz_frame.py -max_total_time=$(FUZZ_S) -artifact_prefix=build/fuzz/

venv: $(STAMP)

# The pin in constraints.txt keeps a CPU build of torch that the machine may have at hand from being replaced.
$(STAMP): pyproject.toml constraints.txt $(NATIVE)
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt torch
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt scikit-build-core pybind11
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --no-build-isolation --editable '.[test,lint,bench]'
	touch $@

format: venv
	$(BIN)/ruff check --fix . && $(BIN)/ruff format eft tests benchmarks
	$(BIN)/clang-format -i $(sort $(CXX_FILES) $(CUDA_FILES))

clean:
	rm -rf build .venv
