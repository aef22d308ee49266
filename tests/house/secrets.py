"""No file of the repository carries a secret that .secrets.baseline does not know."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
HOOK = Path(sys.executable).parent / "detect-secrets-hook"
ACCEPT = "detect-secrets scan --baseline .secrets.baseline"
NOT_TEXT = (".png", ".jpg", ".ico", ".woff2", ".mo", ".lock", ".baseline")


def main() -> int:
    listed = subprocess.run(
        ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"),
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    files = [name for name in listed.stdout.split("\0") if name and not name.endswith(NOT_TEXT)]
    present = [name for name in files if (ROOT / name).is_file()]
    hook = (str(HOOK), "--baseline", ".secrets.baseline", *present)
    found = subprocess.run(hook, cwd=ROOT, check=False).returncode
    if found:
        sys.stdout.write(f"A test vector and no secret? Then: {ACCEPT}\n")
    return found


if __name__ == "__main__":
    sys.exit(main())
