"""Reads every environment variable into typed settings, once, in the command line."""

import base64
import os
import re
import stat
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

from slackbot.domain.connections.connection import Connection, connection_id, host_of
from slackbot.domain.errors import ConfigurationError
from slackbot.domain.spelling import nearest
from slackbot.domain.usage.fetching.routes import ENVIRONMENT
from slackbot.domain.usage.fetching.split import LARGEST_BATCH

SLACK_API = "https://slack.com/api/"
SQLITE = "sqlite:///"
MCP_PATH = "/mcp"
METRICS_ADDRESS = r"^$|^([\w.-]+:|\[[\w.:]+\]:|:)?[0-9]{1,5}$"
PREFIXES = {
    "slack_bot_token": "xoxb-",
    "slack_app_token": "xapp-",
    "slack_signing_secret": "",
    "kore_client_secret": "",
}
DATABASE = re.compile(r"sqlite:///[^?#:]+|postgres(ql)?://\S+")
KEY_BYTES = 32  # of a key of Fernet's
# Where containers have their secrets (Docker's, Podman's); systemd says where credentials are.
SECRETS_DIR, CREDENTIALS = "/run/secrets", "CREDENTIALS_DIRECTORY"
# Variables that mark platforms which empty the disk at each deploy.
EPHEMERAL = {
    "DYNO": "Heroku",
    "RENDER": "Render",
    "FLY_APP_NAME": "Fly.io",
    "RAILWAY_ENVIRONMENT": "Railway",
    "K_SERVICE": "Cloud Run",
}


def _is_address(value: str) -> str:
    """Tell whether this is an http(s) address with a host and a valid port."""
    parts = urlsplit(value.strip())
    port = parts.port  # raises ValueError for an invalid port
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        raise ValueError("not an address")
    if parts.username is not None or parts.password is not None:
        raise ValueError("has credentials, which would stand in logs")
    if not value.strip().isprintable():
        raise ValueError("has characters that no address has")
    return value.strip()


def _lower(value: Any) -> Any:
    return value.strip().lower() if isinstance(value, str) else value


def _upper(value: Any) -> Any:
    return value.strip().upper() if isinstance(value, str) else value


BOT = "the bot token, which starts with xoxb- (Slack, OAuth & Permissions)"
APP = (
    "the app token for Socket Mode, which starts with xapp- (Basic Information, App-Level Tokens, "
    "scope connections:write)"
)
SIGNING = "what Slack signs its requests with (Basic Information, App Credentials)"

Url = Annotated[str, AfterValidator(_is_address)]
ClientId = Annotated[str, StringConstraints(strip_whitespace=True, min_length=4)]
KORE = ("kore_host", "kore_client_id", "kore_client_secret")


# Our words for Pydantic's kinds of errors; any other kind is "malformed".
AMISS = {
    "missing": "missing",
    "greater_than_equal": "out of range",
    "less_than_equal": "out of range",
}
PREFIX = "SLACKBOT_"  # of the settings that no other program has
Secret = Literal[
    "slack_bot_token", "slack_app_token", "slack_signing_secret", "slack_client_secret"
]


class Settings(BaseSettings):
    """The settings of the process; its repr hides secrets.

    The description of each field is the sentence that users read when it is missing or malformed.
    """

    model_config = SettingsConfigDict(extra="ignore", frozen=True, env_ignore_empty=True)

    slack_client_id: str = Field(
        default="",
        description="the Client ID of the Slack app, for installing it by a link (Basic "
        "Information, App Credentials)",
    )
    slack_client_secret: SecretStr | None = Field(
        default=None, description="the Client Secret of the Slack app, which goes with the ID"
    )
    slack_bot_token: SecretStr | None = Field(default=None, description=BOT)
    slack_app_token: SecretStr | None = Field(default=None, description=APP)
    slack_signing_secret: SecretStr | None = Field(default=None, description=SIGNING)
    slack_api_url: Url = Field(
        default=SLACK_API, description="the base of Slack's Web API, such as https://slack.com/api/"
    )
    # These three belong together: see `_refuse_half_a_connection`.
    kore_host: Url | None = Field(
        default=None,
        description="the address of Kore.ai with its scheme and without credentials, such as "
        "https://platform.kore.ai",
    )
    kore_client_id: ClientId | None = Field(
        default=None, description="the Client ID of the Kore.ai app, which starts with cs-"
    )
    kore_client_secret: SecretStr | None = Field(
        default=None, description="the Client Secret of the Kore.ai app"
    )
    kore_scope: Annotated[Literal["bot", "account"], BeforeValidator(_lower)] = Field(
        default="bot", description="whose credentials these are: bot or account"
    )
    database_url: SecretStr = Field(
        default=SecretStr("sqlite:///slackbot.db"),
        description="where to remember things: sqlite:///path/to/file.db, or postgresql://…",
    )
    slackbot_secret_keys: SecretStr = Field(
        default=SecretStr(""),
        description="the keys that seal secrets in the database, separated by commas, of which the "
        "first one seals; `slackbot secrets new-key` makes one",
    )
    slackbot_workspaces: Annotated[str, StringConstraints(pattern=r"^[\w, ]*$")] = Field(
        default="",
        description="which workspaces and organisations may install the app by a link: their ids, "
        "such as T012AB3CD,E045EF6GH, or all",
    )
    slackbot_secrets_dir: str = Field(
        default="",
        description="a folder in which each file is named for a setting and holds its value",
    )
    port: int = Field(
        default=3000,
        ge=0,
        le=65535,
        description="where to listen for Slack (web) and for health checks and metrics (all), 0 to "
        "65535; 0 is any free port",
    )
    slackbot_bind_host: Annotated[str, StringConstraints(pattern=r"^[\w.:-]*$")] = Field(
        default="",
        description="the address on which PORT is served, such as 127.0.0.1 or ::1; all without it",
    )
    slackbot_metrics_address: Annotated[str, StringConstraints(pattern=METRICS_ADDRESS)] = Field(
        default="",
        description="where to serve /readyz and /metrics instead of on PORT, such as 9090, "
        "127.0.0.1:9090 or [::1]:9090",
    )
    slackbot_kore_account_path: Annotated[str, StringConstraints(pattern=r"^/\S+$")] = Field(
        default="/api/public/bots/billingsessionsummary",
        description="the path of Kore.ai's account-wide summary, starting with /",
    )
    slackbot_kore_list_bots: bool = Field(
        default=False,
        description="whether forms offer the bots of Kore.ai accounts by name: true or false",
    )
    slackbot_mcp_url: str = Field(
        default="",
        description="where assistants reach /mcp of `slackbot web`, such as "
        "https://billing.example.com/mcp; without it they reach nothing",
    )
    slackbot_log_level: Annotated[
        Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(_upper)
    ] = Field(default="INFO", description="DEBUG, INFO, WARNING or ERROR")
    slackbot_log_format: Annotated[Literal["text", "json"], BeforeValidator(_lower)] = Field(
        default="text", description="text or json"
    )
    slackbot_job_deadline_seconds: int = Field(
        default=600,
        ge=10,
        le=3600,
        description="when a summary job is given up, 10 to 3600 seconds",
    )
    slackbot_question_deadline_seconds: int = Field(
        default=1500,
        ge=10,
        le=1740,
        description="when a question is given up, 10 to 1740 seconds (Slack's response_url lives "
        "30 minutes)",
    )
    slackbot_settling_hours: int = Field(
        default=6,
        ge=0,
        le=168,
        description="how long after its end a figure may still change, 0 to 168 hours",
    )
    slackbot_digest_deadline_hours: int = Field(
        default=6,
        ge=1,
        le=72,
        description="when a digest that cannot be sent is given up, 1 to 72 hours",
    )
    slackbot_digests_per_minute: int = Field(
        default=120,  # two messages each, and Slack takes some hundred a minute in a workspace
        ge=1,
        le=6000,
        description="how many digests are begun in a minute, 1 to 6000",
    )
    slackbot_check_minutes: int = Field(
        default=15,
        ge=5,
        le=1440,
        description="how often alerts are checked if Kore.ai allows it, 5 to 1440 minutes",
    )
    slackbot_approvers: Annotated[str, StringConstraints(pattern=r"^[\w, ]*$")] = Field(
        default="",
        description="who may approve links of bots beside admins: ids of Slack's users, such as "
        "U012AB3CD,U045EF6GH",
    )
    slackbot_account_batch_size: int = Field(
        default=LARGEST_BATCH,
        ge=1,
        le=1000,
        description="how many bots one job of the account asks for, 1 to 1000",
    )
    slackbot_history_days: int = Field(
        default=30, ge=1, le=3650, description="how long questions are remembered, 1 to 3650 days"
    )
    slackbot_ledger_days: int = Field(
        default=800, ge=1, le=3650, description="how long figures are remembered, 1 to 3650 days"
    )

    @field_validator(*PREFIXES)
    @classmethod
    def _is_secret(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        return _starting(value, PREFIXES[str(info.field_name)]) if value else None

    @field_validator("database_url")
    @classmethod
    def _is_database(cls, value: SecretStr) -> SecretStr:
        if not DATABASE.fullmatch(value.get_secret_value().strip()):
            raise ValueError("neither SQLite nor PostgreSQL")
        return SecretStr(value.get_secret_value().strip())

    @field_validator("slackbot_mcp_url")
    @classmethod
    def _is_mcp_address(cls, value: str) -> str:
        address = _is_address(value) if value.strip() else ""
        if address and urlsplit(address).path != MCP_PATH:
            raise ValueError("not the path of /mcp")
        return address

    @field_validator("slackbot_secret_keys")
    @classmethod
    def _are_keys(cls, value: SecretStr) -> SecretStr:
        if any(not _is_key(key) for key in _parts(value.get_secret_value())):
            raise ValueError("not 32 bytes in Base64")
        return value

    def secret(self, name: Secret) -> str:
        """Return a secret that only some commands need. Raises ConfigurationError if it is
        missing.
        """
        value: SecretStr | None = getattr(self, name)
        if value is None:
            raise ConfigurationError(_line(name, "missing"))
        return value.get_secret_value()

    @property
    def secret_keys(self) -> tuple[SecretStr, ...]:
        """Return the keys for secrets in the database; the first one seals."""
        return tuple(map(SecretStr, _parts(self.slackbot_secret_keys.get_secret_value())))

    @property
    def sqlite_path(self) -> Path | None:
        """Return the path of the SQLite file, relative to the working directory; None for
        PostgreSQL.
        """
        url = self.database_url.get_secret_value()
        return Path(url.removeprefix(SQLITE)) if url.startswith(SQLITE) else None

    @property
    def metrics_address(self) -> tuple[str, int] | None:
        """The host (empty: all) and port for metrics and readiness; None: they are on PORT."""
        if not self.slackbot_metrics_address:
            return None
        host, _, port = self.slackbot_metrics_address.rpartition(":")
        return host.strip("[]"), int(port)

    @property
    def connection(self) -> str:
        """Return the key under which figures are kept that came with the environment's credential
        of Kore.ai; empty where there is none.

        It follows from the host as it was typed, also with a slash at its end: it is stored.
        """
        if not self.kore_host or not self.kore_client_id:
            return ""
        return connection_id(self.kore_host, self.kore_client_id)

    @property
    def environment(self) -> Connection | None:
        """The connection whose credential is in the environment; None where none is."""
        if not self.kore_host or not self.kore_client_id:
            return None
        return Connection(
            id=ENVIRONMENT,
            name="environment",
            host=host_of(self.kore_host),
            scope=self.kore_scope,
            client_id=self.kore_client_id,
        )

    @property
    def without_kore(self) -> str:
        """The lines that say how to give a credential of Kore.ai."""
        lines = [_line(name, "missing") for name in KORE]
        return "\n".join((*lines, "Or keep credentials in the database: `slackbot connection add`"))

    @property
    def ephemeral_platform(self) -> str | None:
        """Return the platform of this process if it empties its disk at each deploy; else None."""
        return next((name for mark, name in EPHEMERAL.items() if mark in os.environ), None)

    @property
    def history(self) -> timedelta:
        """Return how long the words and figures of a question are kept."""
        return timedelta(days=self.slackbot_history_days)

    @property
    def ledger(self) -> timedelta:
        """Return how long settled figures are kept."""
        return timedelta(days=self.slackbot_ledger_days)

    @property
    def settling(self) -> timedelta:
        """Return how long after a bucket's end its figure may still change."""
        return timedelta(hours=self.slackbot_settling_hours)

    @property
    def digest_deadline(self) -> timedelta:
        """Return how long a digest may be retried, from its first try on."""
        return timedelta(hours=self.slackbot_digest_deadline_hours)

    @property
    def approvers(self) -> tuple[str, ...]:
        """Return the ids of those who may approve links to begin with."""
        return tuple(_parts(self.slackbot_approvers))

    @property
    def workspaces(self) -> frozenset[str] | None:
        """Return the ids of those that may install the app by a link; None for all."""
        ids = frozenset(_parts(self.slackbot_workspaces))
        return None if ids == {"all"} else ids

    @property
    def check_every(self) -> timedelta:
        """Return the time between two checks of alerts, if Kore.ai's limits allow it."""
        return timedelta(minutes=self.slackbot_check_minutes)

    @property
    def job_deadline(self) -> timedelta:
        """Return how long a job may take, from its submit on."""
        return timedelta(seconds=self.slackbot_job_deadline_seconds)

    @property
    def question_deadline(self) -> timedelta:
        """Return how long a question may take, from its arrival on, with its time in queues."""
        return timedelta(seconds=self.slackbot_question_deadline_seconds)


class WorkerSettings(Settings):
    """The settings that `slackbot worker` needs: a bot token, or the app's client id."""

    slack_bot_token: SecretStr | None = Field(default=None, description=BOT, validate_default=True)

    @field_validator("slack_bot_token")
    @classmethod
    def _is_given(cls, value: SecretStr | None, others: ValidationInfo) -> SecretStr | None:
        if value is None and not others.data.get("slack_client_id"):
            raise PydanticCustomError("missing", "no bot token")
        return value


class RunSettings(Settings):
    """The settings that `slackbot run` needs: it connects to Slack, for one workspace."""

    slack_bot_token: SecretStr = Field(description=BOT)
    slack_app_token: SecretStr = Field(description=APP)


class WebSettings(WorkerSettings):
    """The settings that `slackbot web` needs: Slack connects to it."""

    slack_signing_secret: SecretStr = Field(description=SIGNING)


def read_settings(env_file: str | None = ".env", kind: type[Settings] = Settings) -> Settings:
    """Read the settings from the environment, `.env` and the folder of secrets; the first of them
    that has a setting wins.

    Raises ConfigurationError with one line for each variable that is missing, malformed or out of
    range. No line shows a value, because a secret may stand in the wrong variable.
    """
    try:
        settings = kind(_env_file=env_file, _secrets_dir=secrets_dir(env_file))
    except ValidationError as error:
        lines = [*_lines(error), *_lines_of_kore(env_file, kind)]
        raise ConfigurationError("\n".join(lines)) from None
    except UnicodeDecodeError as error:  # whose text has the bytes
        raise ConfigurationError(
            f"A file of settings cannot be read as UTF-8: {error.reason}"
        ) from None
    except OSError as error:
        raise ConfigurationError(f"A file of settings cannot be read: {error}") from None
    _refuse_half_a_connection(settings)
    return settings


def _lines_of_kore(env_file: str | None, kind: type[Settings]) -> list[str]:
    """Return the lines for Kore.ai's settings where none is given: they are wanted next."""
    if kind is Settings:
        return []
    try:
        settings = read_settings(env_file)
    except ConfigurationError:  # its lines are there already
        return []
    if settings.environment or settings.slack_client_id:
        return []
    return settings.without_kore.splitlines()


def _refuse_half_a_connection(settings: Settings) -> None:
    """Raise ConfigurationError if some settings of Kore.ai are given, and others are missing."""
    missing = [name for name in KORE if getattr(settings, name) is None]
    if missing and len(missing) < len(KORE):
        raise ConfigurationError("\n".join(_line(name, "missing") for name in missing))


def secrets_dir(env_file: str | None = ".env") -> str | None:
    """Return the folder whose files hold secrets: the one that is set, systemd's, or a container's.

    Raises ConfigurationError if the one that is set is not there.
    """
    given = dotenv_values(env_file) if env_file else {}
    name = "SLACKBOT_SECRETS_DIR"
    if text := os.environ.get(name) or given.get(name):
        if not Path(text).is_dir():
            raise ConfigurationError(f"{name} is malformed: there is no folder {text}")
        return text
    others = (os.environ.get(CREDENTIALS), SECRETS_DIR)
    return next((each for each in others if each and Path(each).is_dir()), None)


def readable_by_others(env_file: str = ".env") -> str | None:
    """A sentence if the file with the secrets can be read by other users of this machine."""
    path = Path(env_file)
    mode = stat.S_IMODE(path.stat().st_mode) if path.is_file() else 0
    if mode & 0o077:
        return (
            f"{env_file} holds secrets, and others may read it (mode {mode:04o}): "
            f"chmod 600 {env_file}"
        )
    return None


def unknown_settings(env_file: str | None = ".env") -> list[str]:
    """Return a line for each variable with our prefix that we do not know; it is probably
    misspelt.
    """
    given = {*os.environ, *(dotenv_values(env_file) if env_file else ())}
    known = [name.upper() for name in Settings.model_fields]
    lines = []
    for name in sorted(given - set(known)):
        if name.startswith(PREFIX):
            meant = nearest(name, known)
            hint = f"Did you mean {meant}?" if meant else "docs/configure.md lists them."
            lines.append(f"{name} is no setting of slackbot. {hint}")
    return lines


def _lines(error: ValidationError) -> list[str]:
    found = {str(problem["loc"][0]): problem["type"] for problem in error.errors()}
    return [_line(name, AMISS.get(type_, "malformed")) for name, type_ in found.items()]


def _line(name: str, is_: str) -> str:
    return f"{name.upper()} is {is_}: {Settings.model_fields[name].description}"


def _parts(text: str) -> list[str]:
    return text.replace(",", " ").split()


def _is_key(text: str) -> bool:
    try:
        return len(base64.urlsafe_b64decode(text)) == KEY_BYTES
    except ValueError:
        return False


def _starting(value: SecretStr, prefix: str) -> SecretStr:
    """Return the secret without surrounding white space. Raises ValueError unless it has
    `prefix`.
    """
    text = value.get_secret_value().strip()
    if not text.startswith(prefix) or text == prefix:
        raise ValueError(f"does not start with {prefix}")
    return SecretStr(text)
