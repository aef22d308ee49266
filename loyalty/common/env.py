"""The process environment, read once and refused when it makes no sense."""

import json
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Literal

from cryptography.fernet import Fernet
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails

from loyalty.common import mailing
from loyalty.common.strength import HOW, is_weak

PREFIX = "LOYALTY_"
SHORTEST = 16  # of a client secret
LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")


class BadEnvironment(Exception):
    """Raised with one line per variable that is missing or wrong."""


def _origin(value: str) -> str:
    scheme, _, rest = value.partition("://")
    if scheme not in ("http", "https") or not rest or "/" in rest:
        raise ValueError("must be an origin such as https://loyalty.example.com, without a path")
    return value


def _fernet_keys(value: str) -> str:
    keys = [key for key in value.split(",") if key]
    if not keys:
        raise ValueError("needs at least one key; make one with `manage.py token_keys --new`")
    for key in keys:
        try:
            Fernet(key.encode())
        except ValueError as bad:
            raise ValueError("each key must be 32 url-safe base64 bytes") from bad
    return value


def _token(value: str) -> str:
    if value and (len(value) < 20 or not value.isascii() or not value.isprintable() or " " in value):
        raise ValueError("must be at least 20 printable characters without spaces")
    return value


def _mail_url(value: str) -> str:
    mailing.parse(value, var_dir=Path())
    return value


Origin = Annotated[str, AfterValidator(_origin)]
FernetKeys = Annotated[str, AfterValidator(_fernet_keys)]
Token = Annotated[str, AfterValidator(_token)]


class Environment(BaseModel):
    """Every variable the product reads, by its name without the LOYALTY_ prefix in lower case.

    DATABASE_URL and REDIS_URL are read without the prefix, as hosting platforms set them.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    env: Literal["development", "production"] = "development"
    debug: bool = False
    app_url: Origin = "http://127.0.0.1:8000"
    allowed_hosts: str = ""
    secret_key: str = Field(min_length=32)
    token_keys: FernetKeys
    hash_key: str = Field(min_length=32, description="keys the e-mail hash of guests; never rotate it")
    database_url: str = ""
    redis_url: str = ""
    replica_url: str = ""
    var_dir: Path
    metrics_token: Token = ""
    limits: bool = True
    proxies_in_front: Annotated[int, Field(ge=0, le=9)] | None = None
    mail_url: Annotated[str, AfterValidator(_mail_url)] = ""
    mail_from: str = "loyalty@localhost"
    mail_events_secret: str = Field(default="", description="user:password of the provider's webhooks")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    shopify_client_id: str = ""
    shopify_client_secret: str = ""
    shopify_old_client_secret: str = ""
    shopify_origin: str = "https://{shop}"
    network_origin: str = Field(default="https://{host}", description="where social networks are reached")
    shopify_app_bridge_url: str = "https://cdn.shopify.com/shopifycloud/app-bridge.js"

    @model_validator(mode="after")
    def _production_is_complete(self) -> "Environment":
        if self.env != "production":
            return self
        missing = [
            name
            for name in ("database_url", "redis_url", "shopify_client_id", "shopify_client_secret")
            if not getattr(self, name)
        ]
        if missing:
            raise ValueError(f"production also needs {', '.join(map(variable, missing))}")
        _refuse_weak({name: str(getattr(self, name)) for name in SECRETS})
        if self.debug:
            raise ValueError("LOYALTY_DEBUG must be off in production")
        if not self.limits:
            raise ValueError("LOYALTY_LIMITS must be on in production")
        if not self.app_url.startswith("https://"):
            raise ValueError("LOYALTY_APP_URL must be https in production")
        if self.shopify_origin != "https://{shop}":
            raise ValueError("LOYALTY_SHOPIFY_ORIGIN must be https://{shop} in production")
        if self.network_origin != "https://{host}":
            raise ValueError("LOYALTY_NETWORK_ORIGIN must be https://{host} in production")
        return self

    @property
    def hosts(self) -> list[str]:
        own = self.app_url.partition("://")[2].rpartition(":")
        host = own[0] or own[2]
        extra = [name for name in self.allowed_hosts.split(",") if name]
        return [host, *extra, *(LOCAL_HOSTS if self.env == "development" else ())]


SECRETS = ("secret_key", "hash_key", "token_keys", "shopify_client_secret")
UNPREFIXED = ("database_url", "redis_url")


def variable(field: str) -> str:
    """The environment variable that sets a field of Environment."""
    return field.upper() if field in UNPREFIXED else PREFIX + field.upper()


def read(environ: Mapping[str, str], *, root: Path) -> Environment:
    """Reads and validates; in development, missing secrets are made once and kept under var/.

    Raises BadEnvironment naming each variable, the reason, and unknown LOYALTY_ variables.
    """
    values: dict[str, object] = {
        name.removeprefix(PREFIX).lower(): value
        for name, value in environ.items()
        if name.startswith(PREFIX) or name in map(variable, UNPREFIXED)
    }
    values.setdefault("var_dir", root / "var")
    if values.get("env", "development") == "development":
        values = development_secrets(Path(str(values["var_dir"]))) | values
    try:
        return Environment.model_validate(values)
    except ValidationError as bad:
        raise BadEnvironment(_lines(bad)) from None


def development_secrets(var_dir: Path) -> dict[str, object]:
    """Secrets of a development box, made at the first start."""
    path = var_dir / "secrets.json"
    if not path.exists():
        var_dir.mkdir(parents=True, exist_ok=True)
        made = {
            "secret_key": secrets.token_urlsafe(48),
            "token_keys": Fernet.generate_key().decode(),
            "hash_key": secrets.token_urlsafe(48),
            "shopify_client_id": "development-app",
            "shopify_client_secret": secrets.token_hex(16),
        }
        draft = path.with_suffix(f".{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(made))
        with suppress(FileExistsError):
            path.hardlink_to(draft)
        draft.unlink()
    return dict(json.loads(path.read_text()))


def _refuse_weak(given: Mapping[str, str]) -> None:
    """Production starts with no secret that could be guessed, or that opens two doors. Raises ValueError."""
    for name in ("secret_key", "hash_key"):
        if is_weak(given[name]):
            raise ValueError(f"{variable(name)} could be guessed; make one: {HOW[name]}")
    if len(given["shopify_client_secret"]) < SHORTEST:
        raise ValueError(f"{variable('shopify_client_secret')} is too short; {HOW['shopify_client_secret']}")
    if len(set(given.values())) < len(given):
        raise ValueError(f"two of {', '.join(map(variable, given))} are the same; make one for each")


def _lines(bad: ValidationError) -> str:
    return "\n".join(map(_line, bad.errors()))


def _line(error: ErrorDetails) -> str:
    field = str(error["loc"][0]) if error["loc"] else ""
    how = f"; make one: {HOW[field]}" if field in HOW else ""
    return f"{variable(field) if field else 'environment'}: {error['msg']}{how}"
