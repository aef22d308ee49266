# One command each; everything lives inside this folder.
PORT ?= 8000
DEVSTORE_PORT ?= 8001
CACHE := $(CURDIR)/var/cache
export UV_CACHE_DIR ?= $(CACHE)/uv
export PIP_CACHE_DIR ?= $(CACHE)/pip
export XDG_CACHE_HOME ?= $(CACHE)
export UV_PYTHON_DOWNLOADS = never
# The certificates this machine trusts, a company's proxy included.
export UV_SYSTEM_CERTS ?= true
export PORT DEVSTORE_PORT
# Without it every process of ours compiles two thousand files anew, which takes longer than what it does.
unexport PYTHONDONTWRITEBYTECODE

# pip asks rustc its version, and rustup's shim makes itself at home when asked; uv keeps its lock in the temporary folder.
INSIDE := TMPDIR=$(CURDIR)/var/tmp RUSTUP_HOME=$(CACHE)/rustup
PY := .venv/bin/python
UV_VERSION := 0.13.9
# pyenv leaves shims for versions that are not there: a candidate counts only if it runs.
PYTHON := $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && command -v $$p && break; done)

.PHONY: demo test check audit doctor bench faults screenshots words clean

.venv/.synced: pyproject.toml uv.lock $(wildcard loyalty/locale/*/LC_MESSAGES/*.po)
	@test -n "$(PYTHON)" || { echo "make: no python3 of version 3.11 or newer was found on PATH" >&2; exit 1; }
	@mkdir -p $(CACHE) var/tmp
	@test -x $(PY) || $(INSIDE) $(PYTHON) -m venv .venv
	@test -x .venv/bin/uv || $(INSIDE) $(PY) -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@$(INSIDE) VIRTUAL_ENV=$(CURDIR)/.venv .venv/bin/uv sync --frozen --inexact --quiet
	@.venv/bin/pybabel --quiet compile --domain django --directory loyalty/locale
	@touch $@

demo: .venv/.synced
	@$(PY) manage.py demo

test: .venv/.synced
	@$(PY) -m pytest

check: .venv/.synced
	@$(PY) -m tests.check

# Asks api.osv.dev about every locked package: needs the network, and nothing of it is installed into .venv.
audit: .venv/.synced
	@$(INSIDE) .venv/bin/uv audit --frozen

# Shopify's own questions about the app, with the answers of docs/app-doctor.md: needs npm's registry.
doctor: .venv/.synced
	@$(PY) -m tests.security.doctor

bench: .venv/.synced
	@$(INSIDE) VIRTUAL_ENV=$(CURDIR)/.venv .venv/bin/uv sync --frozen --inexact --quiet --group bench
	@$(PY) -m benchmarks

faults: .venv/.synced
	@$(PY) -m tests.faults

screenshots: .venv/.synced
	@$(PY) manage.py screenshots

# Needs GNU gettext: brings the catalogues up to the sources and prints what still wants a translator.
words: .venv/.synced
	@$(PY) manage.py makemessages -l zh_Hans -l zh_Hant --ignore=.venv --ignore=var --ignore=devstore --ignore=tests \
		--no-wrap --no-obsolete --add-location=file
	@for po in loyalty/locale/*/LC_MESSAGES/django.po; do echo "# $$po"; \
		msgattrib --no-wrap --untranslated $$po; msgattrib --no-wrap --only-fuzzy $$po; done

clean:
	rm -rf .venv var
