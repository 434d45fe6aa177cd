.PHONY: run test check bench mutants screenshots
PYTHON ?= python3
BIN = .venv/bin

run: .venv/.run
	@$(BIN)/python -m config.run

test: .venv/.dev
	@$(BIN)/python -m tests.browser_ready
	$(BIN)/python -m pytest -q -n 2 --dist loadfile

check: .venv/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python manage.py makemigrations --check --dry-run
	PORTAL_ENV=production SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(64))') \
		$(BIN)/python manage.py check --deploy --fail-level WARNING
	$(MAKE) test

bench: .venv/.dev
	$(BIN)/python -m tests.bench

screenshots: .venv/.dev
	@$(BIN)/python -m tests.browser_ready
	$(BIN)/python -m tests.screenshots

mutants: .venv/.dev
	$(BIN)/python -m tests.mutants

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/.run: .venv/bin/python requirements.txt
	$(BIN)/python -m pip install --disable-pip-version-check -q -r requirements.txt
	@touch $@

.venv/.dev: .venv/bin/python requirements.txt requirements-dev.txt
	$(BIN)/python -m pip install --disable-pip-version-check -q -r requirements-dev.txt
	@touch .venv/.run $@
