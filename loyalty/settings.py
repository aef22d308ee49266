"""All settings, in one file. Values come from the environment (see loyalty/common/env.py)."""

import os
import sys
from pathlib import Path

from kombu import Exchange, Queue

from loyalty.common import cache_places, database_url, env, headers, logs, mailing

ROOT = Path(__file__).resolve().parent.parent
try:
    ENV = env.read(os.environ, root=ROOT)
except env.BadEnvironment as bad:
    sys.exit(f"The environment is not usable:\n{bad}")

PRODUCTION = ENV.env == "production"
DEBUG = ENV.debug
SECRET_KEY = ENV.secret_key
VAR_DIR = ENV.var_dir
APP_URL = ENV.app_url
ALLOWED_HOSTS = ENV.hosts
CSRF_TRUSTED_ORIGINS = [APP_URL]
HTTPS = APP_URL.startswith("https://")

TOKEN_KEYS = [key for key in ENV.token_keys.split(",") if key]
HASH_KEY = ENV.hash_key
METRICS_TOKEN = ENV.metrics_token

SHOPIFY_CLIENT_ID = ENV.shopify_client_id
SHOPIFY_CLIENT_SECRET = ENV.shopify_client_secret
SHOPIFY_OLD_CLIENT_SECRET = ENV.shopify_old_client_secret
SHOPIFY_ORIGIN = ENV.shopify_origin
NETWORK_ORIGIN = ENV.network_origin  # of the social networks that members link accounts on
SHOPIFY_APP_BRIDGE_URL = ENV.shopify_app_bridge_url
SHOPIFY_API_VERSION = "2026-10"
SHOPIFY_SCOPES = (
    *("read_orders", "read_customers", "write_customers"),
    *("write_discounts", "read_products", "write_app_proxy"),
)

# One table of dotted names: rooms below ask for what lies above through these.
PLATFORMS = {"shopify": "loyalty.platforms.shopify.platform.Shopify"}
FORGETTERS = (  # each asked when a person is to be forgotten
    "loyalty.adjustments.forget.person",
    "loyalty.activities.forget.person",
    "loyalty.api.forget.person",
    "loyalty.rewards.forget.person",
    "loyalty.referrals.forget.person",
    "loyalty.outbox.forget.person",
    "loyalty.insight.forget.person",
    "loyalty.launch.forget.person",
    "loyalty.notices.forget.person",
)
ERRANDS = {  # who carries which kind to the store
    "customer_tags": "loyalty.outbox.customer_tags.carry",
    "customer_metafields": "loyalty.outbox.customer_metafields.carry",
    "redemption": "loyalty.desk.issuing.carry",
    "code_pool": "loyalty.desk.pool_refills.carry",
}

# What waits in each queue: who says how much (see loyalty/common/backlog.py).
BACKLOGS = {
    "inbox": ("loyalty.inbox.backlog.backlog",),
    "outbox": ("loyalty.outbox.backlog.backlog",),
    "letters": ("loyalty.notices.backlog.mails", "loyalty.notices.backlog.posts"),
    "insight": (
        "loyalty.insight.backlog.pasts",
        "loyalty.insight.backlog.simulations",
        "loyalty.launch.backlog.backlog",
    ),
    "desk": ("loyalty.ledger.backlog.holds", "loyalty.adjustments.backlog.backlog"),
}
LETTER_TELLERS = "loyalty.desk.letters"  # a module for each teller that loyalty/notices/kinds.py names
# What must not wait for the broker: the tasks that work a queue whose backlog is old (`manage.py sweep`).
SWEEPS = {
    "inbox": ("loyalty.inbox.tasks.sweep",),
    "outbox": ("loyalty.outbox.tasks.sweep",),
    "letters": ("loyalty.notices.tasks.send_letters", "loyalty.notices.tasks.tell_programs"),
}

INSTALLED_APPS = [
    *map(
        "django.contrib.{}".format, ("admin", "auth", "contenttypes", "sessions", "messages", "staticfiles")
    ),
    *map("allauth{}".format, ("", ".account", ".socialaccount", ".mfa")),
    *("axes", "django_cotton.apps.SimpleAppConfig", "django_htmx", "csp", "anymail"),
    *("rest_framework", "drf_spectacular", "drf_standardized_errors"),
    *map(
        "loyalty.{}".format,
        (
            *("runtime", "shops", "members", "orders", "goods", "ledger", "outbox", "programmes", "rewards"),
            *(
                "referrals",
                "activities",
                "tiers",
                "notices",
                "adjustments",
                "inbox",
                "insight",
                "launch",
                "api",
            ),
            *("platforms.shopify", "panel"),
        ),
    ),
    "storefront_widget",
]

MIDDLEWARE = [
    "loyalty.runtime.metrics.requests.Metered",
    "django.middleware.security.SecurityMiddleware",
    "loyalty.common.headers.permissions",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "loyalty.runtime.gate.gate",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "loyalty.urls"
WSGI_APPLICATION = "loyalty.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton"],
        },
    }
]

DATABASES = {
    "default": database_url.parse(ENV.database_url, var_dir=VAR_DIR),
    **database_url.replica(ENV.replica_url, var_dir=VAR_DIR),
}
DATABASE_ROUTERS = ["loyalty.common.replica.Router"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = cache_places.of(ENV.redis_url)
LIMITS = ENV.limits
PROXIES_IN_FRONT = ENV.proxies_in_front if ENV.proxies_in_front is not None else int(PRODUCTION)

# --- Celery: one box needs no broker but the disk; Redis beyond it -----------------------------
CELERY_BROKER_URL = ENV.redis_url or "filesystem://localhost"
CELERY_BROKER_TRANSPORT = None if ENV.redis_url else "loyalty.common.spool:Transport"
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {}
    if ENV.redis_url
    else {
        "data_folder_in": str(VAR_DIR / "spool"),
        "data_folder_out": str(VAR_DIR / "spool"),
        "control_folder": str(VAR_DIR / "spool" / "control"),
        "polling_interval": 0.1,
    }
)
# A queue each for work that must not wait for other work; a worker that names none works them all.
QUEUES = ("inbox", "outbox", "letters", "insight", "desk")
CELERY_TASK_DEFAULT_QUEUE = "desk"
CELERY_TASK_QUEUES = [Queue(name, Exchange(name), name) for name in QUEUES]
CELERY_TASK_ROUTES = {
    "loyalty.inbox.tasks.forget": "desk",
    "loyalty.inbox.tasks.*": "inbox",
    "loyalty.outbox.tasks.*": "outbox",
    "loyalty.notices.tasks.*": "letters",
    "loyalty.insight.tasks.*": "insight",
    "loyalty.launch.tasks.*": "insight",
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_SERIALIZER = "json"
CELERY_RESULT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False  # our lines, not Celery's
CELERY_WORKER_REDIRECT_STDOUTS = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat")

# --- People ---------------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/panel/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "loyalty.platforms.shopify.accounts.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "loyalty.platforms.shopify.accounts.SocialAccountAdapter"
SOCIALACCOUNT_STORE_TOKENS = False  # tokens live in the shop's own row, encrypted
SOCIALACCOUNT_PROVIDERS = {
    "shopify": {"APPS": [{"client_id": SHOPIFY_CLIENT_ID, "secret": SHOPIFY_CLIENT_SECRET}]}
}
MFA_ADAPTER = "loyalty.platforms.shopify.accounts.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Loyalty"
MFA_TOTP_TOLERANCE = 1  # phones' clocks are up to half a minute off
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses come from the store; nobody can sign up with another's
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 1
AXES_CLIENT_IP_CALLABLE = "loyalty.common.caller.of"
AXES_LOCKOUT_CALLABLE = "loyalty.runtime.gate.locked_out"

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {"DIRECTIVES": headers.CONTENT}

# --- The merchant API: every view names its authentication itself, see loyalty/api/door.py ----------
API_REQUESTS_A_MINUTE = 600  # of one key; the other limits stand in loyalty/common/limits.py
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "drf_standardized_errors.handler.exception_handler",
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Loyalty API",
    "VERSION": "1",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "PREPROCESSING_HOOKS": ["loyalty.api.openapi.only_ours"],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "loyalty.api.openapi.as_strict",
        "loyalty.api.openapi.with_examples",
    ],
    "ENUM_NAME_OVERRIDES": {"ScopeEnum": "loyalty.api.scopes.Scope"},
    "DESCRIPTION": "Read members and their points, give and take points, redeem rewards: everything with its reason.",
}

# --- Mail: a box of one's own keeps it in var/mail ----------------------------------------------------
_MAIL = mailing.parse(ENV.mail_url or ("" if PRODUCTION else "file:"), var_dir=VAR_DIR)
globals().update(_MAIL)
MAIL_READY: bool = bool(_MAIL["MAIL_READY"])
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENV.mail_from
ANYMAIL_WEBHOOK_SECRET = ENV.mail_events_secret or None

# --- Words, files, logs ------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文"), ("zh-hant", "繁體中文")]
LOCALE_PATHS = [ROOT / "loyalty" / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATICFILES_DIRS = [ROOT / "static"]
STATIC_ROOT = VAR_DIR / "static"
WHITENOISE_USE_FINDERS = not PRODUCTION
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440

# The webhook door has its own limits: a large order is up to 10 MiB, and nothing above 50 is read.
INBOX_BODY_LIMIT = 10 * 1024 * 1024
INBOX_REFUSED_ABOVE = 50 * 1024 * 1024
# Addresses that merchants type lead to the public internet only; a developer's own machine is no part of it.
OUTGOING_LOOPBACK = not PRODUCTION
INBOX_BELL = True  # off: nobody wakes the workers, the sweep finds everything

LOGGING = logs.logging(ENV.log_level, discreetly=PRODUCTION)
logs.configure()
