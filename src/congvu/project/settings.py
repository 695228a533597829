"""Settings, typed and read from the environment (``CONGVU_*``); what is wrong fails loudly."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from congvu.core.files.s3 import s3_storage
from congvu.project.environment import Environment
from congvu.project.health import log

env = Environment()

DEMO_SECRET = "demo-only-not-a-secret-" + "0" * 40
PACKAGE = Path(__file__).resolve().parent.parent

MODE: str = env.str("CONGVU_MODE", default="demo")
if MODE not in {"demo", "production", "test"}:
    raise ImproperlyConfigured(f"CONGVU_MODE={MODE!r}: use demo, production or test")
PRODUCTION = MODE == "production"

DATA_DIR = Path(env.str("CONGVU_DATA", default="var")).resolve()
SECRET_KEY: str = env.str("CONGVU_SECRET_KEY", default=DEMO_SECRET)
CONGVU_AUDIT_KEY: str = env.str("CONGVU_AUDIT_KEY", default=DEMO_SECRET)
DEBUG: bool = env.bool("CONGVU_DEBUG", default=False)
CONGVU_AUDIT_HEADS = Path(env.str("CONGVU_AUDIT_HEADS", default=str(DATA_DIR / "audit-heads.txt")))
"""Notes of sealed blocks outside the database; keep copies elsewhere."""
BASE_URL: str = env.str("CONGVU_BASE_URL", default="http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS: list[str] = env.list(
    "CONGVU_ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]", "testserver"]
)

if PRODUCTION:
    wrong = [
        sentence
        for condition, sentence in (
            (SECRET_KEY == DEMO_SECRET, "CONGVU_SECRET_KEY is the demo secret"),
            (CONGVU_AUDIT_KEY == DEMO_SECRET, "CONGVU_AUDIT_KEY is the demo secret"),
            (len(SECRET_KEY) < 50, "CONGVU_SECRET_KEY is shorter than 50 characters"),
            (DEBUG, "CONGVU_DEBUG is on"),
            (not BASE_URL.startswith("https://"), "CONGVU_BASE_URL is not https"),
            ("testserver" in ALLOWED_HOSTS, "CONGVU_ALLOWED_HOSTS is not set"),
        )
        if condition
    ]
    if wrong:
        raise ImproperlyConfigured("Production refused: " + "; ".join(wrong))

INSTALLED_APPS = [
    "congvu.core.jobs",
    "congvu.core.ui",
    "congvu.core.audit",
    "congvu.core.accounts",
    "congvu.core.organisation",
    "congvu.core.files",
    "congvu.core.search",
    "congvu.core.notifications",
    "congvu.office.work",
    "congvu.office.signing",
    "congvu.office.exchange",
    "congvu.office.documents",
    "congvu.counter.procedures",
    "congvu.counter.fees",
    "congvu.counter.queue",
    "congvu.counter.dossiers",
    "congvu.counter.filing",
    "congvu.counter.hub",
    "congvu.counter.national",
    "congvu.project.desk",
    "congvu.project.api",
    "congvu.project.demo",
    "congvu.project.cli",
    "congvu.project.backup",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "congvu.core.accounts.session_app.OpenSessionsConfig",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_htmx",
    "ninja",
]

MIDDLEWARE = [
    "congvu.project.health.middleware.RequestLog",
    "congvu.project.api.middleware.ApiAnswers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "congvu.core.accounts.middleware.SessionRules",
    "congvu.core.organisation.middleware.ActorMiddleware",
    "congvu.core.ui.web.LanguageMiddleware",
    "congvu.core.ui.web.CleanInputMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "congvu.core.ui.web.DomainErrorMiddleware",
]

ROOT_URLCONF = "congvu.project.urls"
WSGI_APPLICATION = "congvu.project.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "congvu.core.ui.frame.frame",
            ],
        },
    }
]

STATEMENT_SECONDS: int = env.int("CONGVU_STATEMENT_SECONDS", default=30)
DATABASE_URL: str = env.str("CONGVU_DATABASE_URL", default=f"sqlite:///{DATA_DIR}/congvu.sqlite3")
DATABASES = {"default": env.db_url_config(DATABASE_URL)}
_database = DATABASES["default"]
IS_SQLITE = _database["ENGINE"].endswith("sqlite3")
if IS_SQLITE:
    Path(_database["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        # SQLite's waiters poll and are not served in turn: on a slow machine one of sixteen
        # threads may be passed over for long, and a test must not fail for that.
        "timeout": 600 if MODE == "test" else 30,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-64000; "
            "PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY;"
            + ("PRAGMA synchronous=OFF;" if MODE == "test" else "")
        ),
    }
    if MODE == "test":
        # A file, not memory: a shared in-memory database locks whole tables between threads.
        _name = f"congvu-test-{os.getpid()}.sqlite3"
        _database["TEST"] = {"NAME": str(Path(tempfile.gettempdir()) / _name)}
else:
    _database["CONN_MAX_AGE"] = 600
    _database["CONN_HEALTH_CHECKS"] = True
    _database["OPTIONS"] = {
        "connect_timeout": 5,
        # Lets prepared questions (core/kernel/prepared.py) stay with the server: half of its work.
        "prepare_threshold": 5,
        # Compiling a plan costs more than any statement of a page: half a search at a million rows.
        # At the price of a spinning disk, a list walks the newest rows of all agencies instead
        # of the index of one: 17 ms for an agency that was filled long before the others.
        "options": f"-c statement_timeout={STATEMENT_SECONDS}s -c lock_timeout=10s -c jit=off "
        "-c random_page_cost=1.1",
    }

AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PASSWORD_HASHERS = [
    "congvu.core.accounts.hashers.Argon2idHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTHENTICATION_BACKENDS = ["congvu.core.accounts.backends.AccountBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
SESSION_ENGINE = "congvu.core.accounts.sessions"
SESSION_COOKIE_AGE = 12 * 3600
CONGVU_IDLE_SECONDS: int = env.int("CONGVU_IDLE_SECONDS", default=15 * 60)
CONGVU_MFA_REQUIRED: str = env.str(
    "CONGVU_MFA_REQUIRED", default="admins" if PRODUCTION else "none"
)
if CONGVU_MFA_REQUIRED not in {"none", "admins", "all"}:
    raise ImproperlyConfigured(f"CONGVU_MFA_REQUIRED={CONGVU_MFA_REQUIRED!r}: none, admins or all")
ACCOUNT_ADAPTER = "congvu.core.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_FORMS = {"reauthenticate": "congvu.core.accounts.forms.ReauthenticateForm"}
MFA_ADAPTER = "congvu.core.accounts.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Cong Vu"
MFA_TOTP_TOLERANCE = 1  # a telephone's clock may be half a minute off: RFC 6238, 5.2
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
MFA_FORMS = {
    "authenticate": "congvu.core.accounts.forms.AuthenticateForm",
    "authenticate_webauthn": "congvu.core.accounts.forms.AuthenticateWebAuthnForm",
    "reauthenticate": "congvu.core.accounts.forms.ReauthenticateCodeForm",
    "activate_totp": "congvu.core.accounts.forms.ActivateTOTPForm",
    "add_webauthn": "congvu.core.accounts.forms.AddWebAuthnForm",
    "edit_webauthn": "congvu.core.accounts.forms.EditWebAuthnForm",
}

# A national identity (OpenID Connect); people link it to their account themselves.
CONGVU_OIDC_NAME: str = env.str("CONGVU_OIDC_NAME", default="")
CONGVU_OIDC_ISSUER: str = env.str("CONGVU_OIDC_ISSUER", default="")
# Citizens: whoever comes by the identity gets the account of the proved personal number.
CONGVU_OIDC_CITIZENS: bool = env.bool("CONGVU_OIDC_CITIZENS", default=False)
CONGVU_OIDC_SCOPES: list[str] = env.list("CONGVU_OIDC_SCOPES", default=["openid"])
CONGVU_OIDC_NUMBER_CLAIM: str = env.str("CONGVU_OIDC_NUMBER_CLAIM", default="sub")
CONGVU_OIDC_NAME_CLAIM: str = env.str("CONGVU_OIDC_NAME_CLAIM", default="name")
CONGVU_OIDC_LEVEL_CLAIM: str = env.str("CONGVU_OIDC_LEVEL_CLAIM", default="acr")
CONGVU_OIDC_LEVELS: list[str] = env.list("CONGVU_OIDC_LEVELS", default=[])
SOCIALACCOUNT_ADAPTER = "congvu.core.accounts.adapters.SocialAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "dinh-danh",
                "name": CONGVU_OIDC_NAME,
                "client_id": env.str("CONGVU_OIDC_CLIENT_ID", default=""),
                "secret": env.str("CONGVU_OIDC_SECRET", default=""),
                "settings": {"server_url": CONGVU_OIDC_ISSUER},
            }
        ]
        if CONGVU_OIDC_NAME
        else [],
    }
}
if CONGVU_OIDC_NAME and not CONGVU_OIDC_ISSUER.startswith("https://" if PRODUCTION else "http"):
    raise ImproperlyConfigured("CONGVU_OIDC_ISSUER is needed with CONGVU_OIDC_NAME")

# OWASP's minimum for Argon2id, set in the hasher: see the decision record on sign-in cost.
if MODE == "test":
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# smtp://user:password@host:25, smtp+tls://…:587 (STARTTLS), smtp+ssl://…:465; empty: no mail.
EMAIL_URL: str = env.str("CONGVU_EMAIL_URL", default="")
CONGVU_MAIL = bool(EMAIL_URL)
_email = env.email_url_config(EMAIL_URL or "dummymail://")
EMAIL_BACKEND: str = _email["EMAIL_BACKEND"]
EMAIL_HOST: str = _email["EMAIL_HOST"] or "localhost"
EMAIL_PORT: int = _email["EMAIL_PORT"] or 25
EMAIL_HOST_USER: str = _email["EMAIL_HOST_USER"] or ""
EMAIL_HOST_PASSWORD: str = _email["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS: bool = _email.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL: bool = _email.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL: str = env.str("CONGVU_EMAIL_FROM", default="Công Vụ <cong-vu@localhost>")

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = True
FORMAT_MODULE_PATH = "congvu.core.ui.formats"
FORM_RENDERER = "congvu.core.ui.forms.Renderer"
CSRF_FAILURE_VIEW = "congvu.core.ui.web.csrf_failure"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STORE: str = env.str("CONGVU_STORE", default="local")
if STORE not in {"local", "s3"}:
    raise ImproperlyConfigured(f"CONGVU_STORE={STORE!r}: use local or s3")
FILES_DIR = DATA_DIR / "files"
_local_files = {
    "BACKEND": "django.core.files.storage.FileSystemStorage",
    "OPTIONS": {"location": str(FILES_DIR)},
}
STORAGES = {
    "default": _local_files if STORE == "local" else s3_storage(env),
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
# Uploads wait on the disk of the store, so that taking them in is a rename.
FILE_UPLOAD_TEMP_DIR = str(FILES_DIR / ".tmp")
Path(FILE_UPLOAD_TEMP_DIR).mkdir(parents=True, exist_ok=True)
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "congvu.core.files.upload.SpoolHandler",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_242_880
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
DATA_UPLOAD_MAX_NUMBER_FILES = 50
CONGVU_CLAMD: str = env.str("CONGVU_CLAMD", default="")
"""Virus scanner, ``tcp://host:3310`` or ``unix:///path``; when set, no file enters without it."""
CONGVU_ACCEL: str = env.str("CONGVU_ACCEL", default="")
"""Internal nginx location over the files folder, ending in a slash; empty: sent by ourselves."""
WHITENOISE_USE_FINDERS = not PRODUCTION
if not PRODUCTION:
    STATIC_ROOT.mkdir(parents=True, exist_ok=True)

_identity_origin = ["/".join(CONGVU_OIDC_ISSUER.split("/")[:3])] if CONGVU_OIDC_NAME else []
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'", *_identity_origin],
        "frame-src": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "manifest-src": ["'self'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_SECURE = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
TRUSTED_PROXIES: list[str] = env.list("CONGVU_TRUSTED_PROXIES", default=["127.0.0.1", "::1"])
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
# Subdomains and the browsers' preload lists are for the owner of the domain to decide.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

METRICS_TOKEN: str = env.str("CONGVU_METRICS_TOKEN", default="")
LOGGING = log.config(
    level=env.str("CONGVU_LOG_LEVEL", default="INFO" if PRODUCTION else "WARNING").upper(),
    style=env.str("CONGVU_LOG_STYLE", default="json" if PRODUCTION else "text"),
)

# Digital signatures: the first secret seals soft keys, the others still open what they sealed.
CONGVU_SIGNING_SECRETS: list[str] = env.list("CONGVU_SIGNING_SECRETS", default=[SECRET_KEY])
CONGVU_TSA_URL: str = env.str("CONGVU_TSA_URL", default="")
CONGVU_PKCS11_MODULES: list[str] = env.list("CONGVU_PKCS11_MODULES", default=[])
CONGVU_CSC_SERVICES: dict[str, dict[str, str]] = env.json("CONGVU_CSC_SERVICES", default={})
CONGVU_CRL_HOSTS: list[str] = env.list("CONGVU_CRL_HOSTS", default=[])
CONGVU_REQUIRE_REVOCATION: bool = env.bool("CONGVU_REQUIRE_REVOCATION", default=False)

CONGVU_CALENDAR_RECHECK_SECONDS = 0 if MODE == "test" else 5

# A file of 200 MB and its form; bodies that are not files stay under Django's own limit.
CONGVU_API_MAX_BYTES: int = env.int("CONGVU_API_MAX_BYTES", default=210 * 1024 * 1024)
CONGVU_API_CALLS_PER_MINUTE: int = env.int("CONGVU_API_CALLS_PER_MINUTE", default=6000)

# The axis: other vendors' systems call below this path.
CONGVU_HUB_PREFIX: str = env.str("CONGVU_HUB_PREFIX", default="truc").strip("/")
CONGVU_HUB_CALLS_PER_MINUTE: int = env.int("CONGVU_HUB_CALLS_PER_MINUTE", default=1200)
CONGVU_HUB_CLOCK_MINUTES: int = env.int("CONGVU_HUB_CLOCK_MINUTES", default=10)
CONGVU_HUB_CODES: dict[str, str] = {
    name.strip(): number.strip()
    for name, _, number in (
        pair.partition("=") for pair in env.list("CONGVU_HUB_CODES", default=[])
    )
}
"""A vendor's own numbers for the refusals of the axis, ``quota=40,rate=41``."""

CONGVU_NATIONAL_FILE_DAYS: int = env.int("CONGVU_NATIONAL_FILE_DAYS", default=30)
"""How long the national portal may fetch a file under the address that a message gave it."""
CONGVU_EXCHANGE_CODE: str = env.str("CONGVU_EXCHANGE_CODE", default="cong-vu")
"""The name by which the peers know this installation."""
CONGVU_EXCHANGE_CLOCK_SECONDS: int = env.int("CONGVU_EXCHANGE_CLOCK_SECONDS", default=300)
CONGVU_EXCHANGE_GIVE_UP_DAYS: int = env.int("CONGVU_EXCHANGE_GIVE_UP_DAYS", default=7)
CONGVU_EXCHANGE_LEASE_SECONDS: int = env.int("CONGVU_EXCHANGE_LEASE_SECONDS", default=300)
CONGVU_EXCHANGE_IN_FLIGHT: int = env.int("CONGVU_EXCHANGE_IN_FLIGHT", default=4)
CONGVU_EXCHANGE_TIMEOUT_SECONDS: int = env.int("CONGVU_EXCHANGE_TIMEOUT_SECONDS", default=30)
CONGVU_EXCHANGE_CERT: str = env.str("CONGVU_EXCHANGE_CERT", default="")
"""Client certificate (PEM, with its key) shown to peers."""
CONGVU_EXCHANGE_CERT_HEADER: str = env.str("CONGVU_EXCHANGE_CERT_HEADER", default="")
"""Header in which the gateway hands on a caller's certificate (PEM, URL-encoded)."""

if PRODUCTION:
    env.refuse_unknown()
