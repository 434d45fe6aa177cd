"""Settings. Everything a university changes comes from the environment; see README.md."""

import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from celery.schedules import crontab
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from config import mail

BASE_DIR = Path(__file__).resolve().parent.parent
PRODUCTION = os.environ.get("PORTAL_ENV") == "production"
DEBUG = not PRODUCTION and os.environ.get("DEBUG", "1") == "1"

SECRET_KEY = os.environ.get("SECRET_KEY", "")
if not SECRET_KEY:
    if PRODUCTION:
        raise ImproperlyConfigured("Set SECRET_KEY to a long random text of your own.")
    SECRET_KEY = "for-development-on-this-computer-only"  # noqa: S105 - refused in production above

ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("CSRF_TRUSTED_ORIGINS", "").split(",") if origin]
SITE_NAME = os.environ.get("SITE_NAME", "Ders Kaydı")
UNIVERSITY_NAME = os.environ.get("UNIVERSITY_NAME", "") or SITE_NAME  # at the head of papers
SITE_ICON = Path(os.environ.get("SITE_ICON") or BASE_DIR / "static" / "portal" / "icon.svg")
MAINTENANCE_FILE = Path(os.environ.get("MAINTENANCE_FILE") or BASE_DIR / "var" / "maintenance")
SITE_REGISTRATION_URL = os.environ.get("SITE_REGISTRATION_URL", "")  # the address that students are told (METU-01)
SITE_IT_POLICY_URL = os.environ.get(
    "SITE_IT_POLICY_URL", ""
)  # the rules for using the university's computers (METU-94)
SITE_DISTANCE_URL = os.environ.get("SITE_DISTANCE_URL", "")  # E-Ders, where distance sections meet (KOU-15)
# Where people reach the portal: the links in mails lead there.
PORTAL_URL = os.environ.get("PORTAL_URL") or (
    f"https://{ALLOWED_HOSTS[0]}" if PRODUCTION else f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"
)

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "rest_framework",
    "drf_spectacular",
    "django_htmx",
    "django_include_bootstrap",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "curriculum",
    "people",
    "fees",
    "registration",
    "advising",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.content_security_policy",
    "config.maintenance.closed",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "people.sessions.AuthenticationMiddleware",
    "people.gate.own_language",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "people.viewing.AsAStudent",  # before whatever asks who the user is
    "django_htmx.middleware.HtmxMiddleware",
    "config.middleware.whole_pages",
    "people.read_only.of_the_expelled",
    "config.middleware.no_null_in_addresses",
    "people.gate.PasswordFirst",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.site",
                "registration.context.paused",
            ]
        },
    }
]

# Without DATABASE_URL an embedded PostgreSQL is started by the first connection that needs it.
if url := os.environ.get("DATABASE_URL"):
    DATABASES = {"default": dj_database_url.parse(url)}
else:
    DATABASES = {"default": {"ENGINE": "config.embedded", "NAME": "portal", "TEST": {"NAME": "test_portal"}}}
DATABASES["default"]["CONN_MAX_AGE"] = None  # connections stay: opening one costs more than an add
DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = True  # PgBouncer in transaction mode
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = os.environ.get("REDIS_URL", "")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},  # a cache that hangs must not hold up sign-in
    }
    if REDIS_URL
    else {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # at Django's 300 a spray over many accounts makes it forget its own tries
    },
    # the links of the header, which are the same for everybody of a kind: in the process, so that no page waits for them
    "links": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "links"},
}
CELERY_BROKER_URL = REDIS_URL or "memory://"
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 3}  # a queue that is gone must not hold up a page
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "Europe/Istanbul"
CELERY_BEAT_SCHEDULE = {
    "clear-expired-sessions": {"task": "config.tasks.clear_expired_sessions", "schedule": 24 * 60 * 60},
    "run-due-jobs": {"task": "registration.tasks.run_due", "schedule": 5 * 60},  # closing and reminders, by their hours
    "tell-section-changes": {"task": "registration.tasks.tell_section_changes", "schedule": 10 * 60},
    "deliver-notices": {  # those of the minutes in which no worker was there are not made up for
        "task": "people.tasks.deliver_notices",
        "schedule": 60,
        "options": {"expires": 60},
    },
    "tell-of-seats": {  # nor those that a worker was too late for
        "task": "registration.tasks.tell_of_seats",
        "schedule": 60,
        "options": {"expires": 60},
    },
    "digests": {"task": "advising.tasks.send_digests_of_today", "schedule": crontab(hour=7, minute=30)},
}

# Without EMAIL_URL a developer's mails are kept in a folder and shown on /inbox/.
if url := os.environ.get("EMAIL_URL"):
    try:
        globals().update(mail.server_settings(url))
    except ValueError as wrong:
        raise ImproperlyConfigured(str(wrong)) from wrong
elif not PRODUCTION:
    EMAIL_BACKEND = "config.inbox.EmailBackend"
MAIL_FOLDER = BASE_DIR / "var" / "mails"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("EMAIL_FROM") or f"noreply@{urlsplit(PORTAL_URL).hostname}"

DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a class list has five for each student

AUTH_USER_MODEL = "people.User"
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
AUTHENTICATION_BACKENDS = ["people.backends.PortalBackend"]
CSRF_FAILURE_VIEW = "people.views.old_form"
# The university's own sign-in, where it has one, beside the portal's passwords; see README.md.
OIDC_ISSUER = os.environ.get("OIDC_ISSUER", "")
OIDC_CLIENT_ID = os.environ.get("OIDC_CLIENT_ID", "")
OIDC_CLIENT_SECRET = os.environ.get("OIDC_CLIENT_SECRET", "")
OIDC_USERNAME_CLAIM = os.environ.get("OIDC_USERNAME_CLAIM", "preferred_username")
OIDC_SECOND_FACTOR = frozenset(os.environ.get("OIDC_SECOND_FACTOR", "").replace(",", " ").split())  # of acr and amr
if OIDC_ISSUER and not (OIDC_CLIENT_ID and OIDC_CLIENT_SECRET):
    raise ImproperlyConfigured("OIDC_ISSUER needs OIDC_CLIENT_ID and OIDC_CLIENT_SECRET beside it.")
if PRODUCTION and OIDC_ISSUER and not OIDC_ISSUER.startswith("https://"):
    raise ImproperlyConfigured("OIDC_ISSUER is an https:// address.")

LDAP_URL = os.environ.get("LDAP_URL", "")
LDAP_STARTTLS = os.environ.get("LDAP_STARTTLS") == "1"
LDAP_CA = os.environ.get("LDAP_CA", "")  # a file, where the system does not know who signed the certificate
# A name such as uid={username},ou=people,dc=example,dc=edu,dc=tr; or else a search.
LDAP_USER_DN = os.environ.get("LDAP_USER_DN", "")
LDAP_SEARCH_BASE = os.environ.get("LDAP_SEARCH_BASE", "")
LDAP_SEARCH_FILTER = os.environ.get("LDAP_SEARCH_FILTER", "(uid={username})")
LDAP_BIND_DN = os.environ.get("LDAP_BIND_DN", "")  # who searches; nobody: anonymous
LDAP_BIND_PASSWORD = os.environ.get("LDAP_BIND_PASSWORD", "")
if LDAP_URL:
    AUTHENTICATION_BACKENDS.append("people.directories.DirectoryBackend")
    if not LDAP_USER_DN and not LDAP_SEARCH_BASE:
        raise ImproperlyConfigured("LDAP_URL needs LDAP_USER_DN or LDAP_SEARCH_BASE beside it.")
    if "{username}" not in (LDAP_USER_DN or LDAP_SEARCH_FILTER):
        raise ImproperlyConfigured("LDAP_USER_DN or LDAP_SEARCH_FILTER says where {username} goes.")
    if PRODUCTION and not (LDAP_URL.startswith("ldaps://") or LDAP_STARTTLS):
        raise ImproperlyConfigured("Passwords go to the directory by ldaps:// or LDAP_STARTTLS=1 only.")

PASSWORD_HASHERS = ["people.hashers.PortalArgon2", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# Digests of national identity numbers are made with it: another key, and they all have to be imported anew.
IDENTITY_KEY = os.environ.get("IDENTITY_KEY") or SECRET_KEY
# Shared with E-Ders, which checks what we sign; without it accounts there are not matched.
DISTANCE_KEY = os.environ.get("DISTANCE_KEY") or ("" if PRODUCTION else SECRET_KEY)
if PRODUCTION and DISTANCE_KEY == SECRET_KEY:
    raise ImproperlyConfigured("DISTANCE_KEY is given to E-Ders: take another text than SECRET_KEY.")
# Proxies of ours before the portal, each of which adds an address to X-Forwarded-For; 0: nobody's word is taken for it.
TRUSTED_PROXIES = int(os.environ.get("TRUSTED_PROXIES", "0"))
# Roles that sign in with a second factor: kinds of Role, "superuser", or "all" of them.
SECOND_FACTOR_ROLES = frozenset(
    os.environ.get("STAFF_SECOND_FACTOR", "all" if PRODUCTION else "").replace(",", " ").split()
)
OTP_TOTP_ISSUER = SITE_NAME
DEVICE_COOKIE = "__Host-device" if PRODUCTION else "device"

LANGUAGE_CODE = "tr"
LANGUAGES = [("tr", _("Turkish")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Istanbul"
FORMAT_MODULE_PATH = ["config.formats"]
USE_I18N = USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
# What people hand in. Not below STATIC_ROOT, whose files anyone may have; people/files.py serves these.
FILES_ROOT = Path(os.environ.get("FILES_ROOT") or BASE_DIR / "var" / "files")
if FILES_ROOT.resolve().is_relative_to(STATIC_ROOT.resolve()):
    raise ImproperlyConfigured("FILES_ROOT must not lie below STATIC_ROOT.")
if PRODUCTION:
    STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
else:
    STATIC_ROOT = BASE_DIR / "var" / "no-static"  # the finders serve; WhiteNoise wants a folder to be there
    STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    WHITENOISE_USE_FINDERS = True
    WHITENOISE_AUTOREFRESH = False

# Scripts and styles from this site only, nothing inline, nothing evaluated.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; "
    "manifest-src 'self'; frame-ancestors 'none'; base-uri 'none'; "
    "img-src 'self' data:"  # Bootstrap's style sheet draws its icons as data
)
X_FRAME_OPTIONS = "DENY"
SESSION_ENGINE = "people.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 8 * 60 * 60
if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"

REST_FRAMEWORK = {
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
}
SPECTACULAR_SETTINGS = {  # the one description there is: fees/bank_api/urls.py
    "TITLE": "Payments of student fees",
    "DESCRIPTION": "For the collecting bank: what a student owes, payments reported and taken back, a day's count.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_NAME_OVERRIDES": {"FeeLine": "fees.models.Line", "Channel": "fees.models.Channel"},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"without_secrets": {"()": "config.logs.WithoutSecrets"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "stream": sys.stderr,
            "filters": ["without_secrets"],
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
}
