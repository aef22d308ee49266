"""`make bench`: every row side by side with its limit, in one run. QUICK=1 keeps it under a minute
and leaves the cold start (P12) out.

`python -m benchmarks P3 P9` measures these rows only; `--page` writes the last figures into docs/performance.md.
"""

import os
import shutil
import sys
import time
from functools import partial
from pathlib import Path

from benchmarks import page

ROOT = Path(__file__).resolve().parent.parent
NOISE = 0.3
VAR = ROOT / "var" / "bench"


def environment(*, keep: bool = False) -> None:
    """Before Django looks: a folder of our own, made anew unless it is kept, and no developer's settings."""
    for name in [name for name in os.environ if name.startswith("LOYALTY_")]:
        del os.environ[name]
    if not os.environ.get("DATABASE_URL") and not keep:
        shutil.rmtree(VAR, ignore_errors=True)
    (VAR / "static").mkdir(parents=True, exist_ok=True)
    os.environ |= {
        "LOYALTY_VAR_DIR": str(VAR),
        "LOYALTY_LOG_LEVEL": "ERROR",
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
    }


def main() -> int:
    asked = [name.upper() for name in sys.argv[1:]]
    if asked == ["--PAGE"]:
        page.write(ROOT)
        return 0
    environment()
    import django  # noqa: PLC0415 - reads the environment made above

    django.setup()
    from benchmarks import rows  # noqa: PLC0415 - needs Django
    from benchmarks.row import save, table  # noqa: PLC0415

    started = time.monotonic()
    kept = partial(save, path=ROOT / "var" / "bench.json")
    measured = rows.measure(asked, quick=os.environ.get("QUICK") == "1", keep=kept)
    print(table(measured))
    if max(row.spread for row in measured) > NOISE:
        print(
            f"the repeats differ by more than {NOISE:.0%}: other programs were busy, read no ratio from this run"
        )
    print(f"{time.monotonic() - started:.0f} s; rows in var/bench.json")
    return 0


if __name__ == "__main__":
    sys.exit(main())
