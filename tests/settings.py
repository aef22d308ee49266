"""The product's settings, pointed at a folder of their own: var/test."""

import hashlib
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
for name in [name for name in os.environ if name.startswith("LOYALTY_")]:
    del os.environ[name]  # a developer's own settings decide nothing here
os.environ["LOYALTY_VAR_DIR"] = str(ROOT / "var" / "test")
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # a browser's driver runs a loop in the thread of the tests
os.environ["LOYALTY_LOG_LEVEL"] = "WARNING"

from loyalty.settings import *  # noqa: E402, F403
from loyalty.settings import DATABASES, STATIC_ROOT  # noqa: E402

options = DATABASES["default"]["OPTIONS"]
if isinstance(options, dict) and "embedded" in options:
    # A power cut may cost us the test database; everything else about it is as in production.
    options["config"] = "fsync = off\nfull_page_writes = off\nautovacuum_naptime = 10s\n"

INBOX_BELL = False  # a thread with a connection of its own; tests of the bell switch it on
# --reuse-db must not reuse the tables of migrations that have been rewritten since.
_migrations = b"".join(path.read_bytes() for path in sorted(ROOT.glob("loyalty/**/migrations/*.py")))
_hand = os.environ.get("TEST_HAND", "")  # test runs side by side each have a database of their own
_schema = hashlib.sha256(_migrations).hexdigest()[:8]
DATABASES["default"]["TEST"] = {"NAME": f"test_{_schema}{_hand}", "TEMPLATE": f"template_{_schema}"}

STATIC_ROOT.mkdir(parents=True, exist_ok=True)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MAIL_READY = True
