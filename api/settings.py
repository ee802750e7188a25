"""What an operator may set, each as ``KINDLING_…`` in the environment; described in ``docs/settings.md``."""

import re
from collections.abc import Iterable
from email.utils import parseaddr
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, SettingsConfigDict

from api.mail import MailServer
from content_store.database import is_supported
from content_store.retention import SHORTEST_DAYS
from content_store.storage import is_storable
from renderers.branding import Brand, BrandError


class SearchEngine(StrEnum):
    """Which engine searches."""

    TANTIVY = "tantivy"
    WHOOSH = "whoosh"


class Mode(StrEnum):
    """How strict to be with strangers."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


class LogLevel(StrEnum):
    """From which severity on the log says something."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class Settings(BaseSettings):
    """Every setting with its default. A wrong value stops the start; see ``read``."""

    model_config = SettingsConfigDict(env_prefix="KINDLING_", extra="forbid", frozen=True)

    data_dir: Path = Path("var")
    database_url: str = ""
    files_url: str = ""
    max_file_bytes: Annotated[int, Field(ge=1024, le=2_000_000_000)] = 200_000_000
    search_engine: SearchEngine = SearchEngine.TANTIVY
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    mode: Mode = Mode.PRODUCTION
    secure_cookies: bool = False
    threads: Annotated[int, Field(ge=1, le=64)] = 2
    max_body_bytes: Annotated[int, Field(ge=1024)] = 1_000_000
    max_query_depth: Annotated[int, Field(ge=1)] = 15
    max_query_aliases: Annotated[int, Field(ge=1)] = 30
    max_query_cost: Annotated[int, Field(ge=1)] = 20_000
    usage_events_per_minute: Annotated[int, Field(ge=1)] = 60_000
    changes_per_minute: Annotated[int, Field(ge=1)] = 120
    keep_events_days: Annotated[int, Field(ge=SHORTEST_DAYS)] = 400
    insights_show_names: bool = False
    public_url: str = ""
    smtp_url: str = ""
    smtp_timeout_seconds: Annotated[int, Field(ge=1, le=600)] = 30
    mail_from: str = "Kindling <kindling@localhost>"
    send_digests: bool = True
    review_required: bool = False
    review_reminder_days: Annotated[int, Field(ge=1, le=365)] = 3
    templates_dir: Path | None = None
    brand_name: Annotated[str, Field(max_length=60)] = ""
    brand_accent: str = ""
    brand_accent_dark: str = ""
    brand_logo: Path | None = None
    log_level: LogLevel = LogLevel.INFO

    @property
    def url(self) -> str:
        """The database: the one that was named, or a file in the data folder."""
        return self.database_url or f"sqlite:///{self.sqlite_file}"

    @property
    def sqlite_file(self) -> Path:
        """Where the embedded database lies."""
        return self.data_dir / "kindling.sqlite"

    @property
    def files(self) -> str:
        """Where files are kept: the place that was named, or a folder in the data folder."""
        return self.files_url or (self.data_dir.resolve() / "files").as_uri()

    @property
    def site(self) -> str:
        """Where people reach this installation, as links in mails and feeds begin; without a slash at the end."""
        return self.public_url.rstrip("/") or f"http://{self.host}:{self.port}"

    @property
    def index_dir(self) -> Path:
        """Where the search index lies; it can be deleted at any time."""
        return self.data_dir / "index"


def brand_of(settings: Settings) -> Brand:
    """Whose installation it is. Raises SettingsError naming the setting that cannot be."""
    try:
        return Brand.of(settings.brand_name, settings.brand_accent, settings.brand_accent_dark, settings.brand_logo)
    except BrandError as error:
        message = f"KINDLING_BRAND_{error.setting.upper()}: {error}; see docs/settings.md"
        raise SettingsError(message) from error


class SettingsError(Exception):
    """A setting has a value that cannot be; the message is one line for the operator."""


def read() -> Settings:
    """The settings of this process. Raises SettingsError naming the first that is wrong."""
    try:
        settings = Settings()
    except ValidationError as error:
        problem = error.errors()[0]
        name = str(problem["loc"][0])
        wanted = _wanted(Settings.model_fields[name])
        message = f"KINDLING_{name.upper()}: it must be {wanted}, and is {problem['input']!r}; see docs/settings.md"
        raise SettingsError(message) from error
    _check_database(settings)
    _check_files(settings)
    _check_templates(settings)
    brand_of(settings)
    _check_mail(settings)
    return settings


def unknown(names: Iterable[str]) -> list[str]:
    """Those of ``names`` that begin like a setting and are none, likely misspelt; what the tests read is known."""
    known = {f"KINDLING_{name}".upper() for name in Settings.model_fields}
    return sorted(name for name in names if name.startswith("KINDLING_") and name not in known and "_TEST_" not in name)


def _wanted(field: FieldInfo) -> str:
    """What a value of this setting may be, in words."""
    kind = field.annotation
    if kind is bool:
        return "true or false"
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return " or ".join(kind)
    bounds = {name: getattr(each, name) for each in field.metadata for name in ("ge", "le") if hasattr(each, name)}
    if not bounds:
        return "a text"
    return f"a whole number from {bounds['ge']:,} " + (f"to {bounds['le']:,}" if "le" in bounds else "upwards")


def _check_database(settings: Settings) -> None:
    if not is_supported(settings.url):
        message = (
            "KINDLING_DATABASE_URL: it must begin with sqlite:/// or postgresql://, "
            "as in postgresql://user@localhost/kindling; see docs/settings.md"
        )
        raise SettingsError(message)


def _check_files(settings: Settings) -> None:
    if not is_storable(settings.files):
        message = (
            "KINDLING_FILES_URL: it must be a folder as in file:///srv/kindling/files, or a bucket "
            "as in s3://bucket/folder; see docs/settings.md"
        )
        raise SettingsError(message)


def _check_mail(settings: Settings) -> None:
    site = urlsplit(settings.site)
    if site.scheme not in {"http", "https"} or not site.hostname or site.query or site.fragment:
        message = "KINDLING_PUBLIC_URL: it must be like https://kindling.example.com; see docs/settings.md"
        raise SettingsError(message)
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", parseaddr(settings.mail_from)[1]):
        message = "KINDLING_MAIL_FROM: it must be like Kindling <kindling@example.com>; see docs/settings.md"
        raise SettingsError(message)
    if settings.smtp_url:
        try:
            MailServer.at(settings.smtp_url)
        except ValueError as error:
            # What was given may hold a password, and is not repeated.
            message = f"KINDLING_SMTP_URL: {error}; see docs/settings.md"
            raise SettingsError(message) from error


def _check_templates(settings: Settings) -> None:
    if settings.templates_dir is not None and not settings.templates_dir.is_dir():
        message = f"KINDLING_TEMPLATES_DIR: {settings.templates_dir} is no folder; see docs/settings.md"
        raise SettingsError(message)
