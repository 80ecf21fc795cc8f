# Two commands for people: `make demo` (the whole loop) and `make test`. Both set up a private .venv first.
.PHONY: demo test test-slow lint bench venv stub format clean
.DELETE_ON_ERROR:

PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
NATIVE := CMakeLists.txt $(wildcard csrc/*.cpp csrc/*/*.cpp csrc/*/*.hpp)

demo: venv
	$(BIN)/python -m eft.demo

test: venv
	$(BIN)/python -m pytest

test-slow: venv
	$(BIN)/python -m pytest -m slow

lint: venv
	$(BIN)/ruff check .
	$(BIN)/ruff format --check eft tests benchmarks
	$(BIN)/mypy
	$(BIN)/clang-format --dry-run --Werror $(wildcard csrc/*.cpp csrc/*/*.cpp csrc/*/*.hpp)
	$(BIN)/python -m pytest tests/evaluation/scorers/test_border.py -k stub

bench: venv
	$(BIN)/python benchmarks/bench_scorers.py
	$(BIN)/python benchmarks/bench_engine.py

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
	$(BIN)/clang-format -i $(wildcard csrc/*.cpp csrc/*/*.cpp csrc/*/*.hpp)

clean:
	rm -rf build .venv
