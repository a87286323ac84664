"""Settings: what is missing or malformed is said in a line each, and no secret is shown."""

import base64
from pathlib import Path
from typing import Any

import pytest

from slackbot.domain.errors import ConfigurationError
from slackbot.settings import (
    RunSettings,
    Settings,
    WebSettings,
    read_settings,
    readable_by_others,
    unknown_settings,
)

GOOD = {
    "SLACK_BOT_TOKEN": "xoxb-1",
    "SLACK_APP_TOKEN": "xapp-1",
    "KORE_HOST": "https://platform.kore.ai",
    "KORE_CLIENT_ID": "cs-1",
    "KORE_CLIENT_SECRET": "hush-hush",
}


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def test_few_are_needed(environment: pytest.MonkeyPatch) -> None:
    settings = read_settings(None)
    assert settings.slack_api_url == "https://slack.com/api/"
    assert settings.sqlite_path == Path("slackbot.db")
    assert settings.port == 3000
    assert settings.kore_scope == "bot"


@pytest.mark.parametrize("name", GOOD)
def test_a_missing_one_is_a_line(environment: pytest.MonkeyPatch, name: str) -> None:
    environment.delenv(name)
    with pytest.raises(ConfigurationError) as caught:
        read_settings(None, RunSettings)
    assert caught.value.message.startswith(f"{name} is missing: ")
    assert "\n" not in caught.value.message


def test_each_command_needs_its_own(environment: pytest.MonkeyPatch) -> None:
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"):
        environment.delenv(name)
    assert read_settings(None).slack_bot_token is None  # `parse`, `report` and `check`
    with pytest.raises(ConfigurationError) as caught:
        read_settings(None, WebSettings)
    lines = caught.value.message.splitlines()
    assert [line.split()[0] for line in lines] == ["SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"]
    with pytest.raises(ConfigurationError, match="SLACK_APP_TOKEN is missing"):
        read_settings(None).secret("slack_app_token")


MALFORMED: dict[str, Any] = {
    "SLACK_BOT_TOKEN": "xapp-wrong-one",
    "SLACK_APP_TOKEN": "xoxb-wrong-one",
    "KORE_HOST": "kore.internal",
    "SLACK_API_URL": "http://127.0.0.1:abc/api/",
    "KORE_SCOPE": "everything",
    "DATABASE_URL": "mysql://host/db",
    "SLACK_SIGNING_SECRET": "  \t",
    "SLACKBOT_JOB_DEADLINE_SECONDS": "soon",
    "SLACKBOT_CHECK_MINUTES": "5.5",
    "SLACKBOT_BIND_HOST": "http://127.0.0.1",
    "SLACKBOT_LOG_FORMAT": "xml",
    "SLACKBOT_KORE_ACCOUNT_PATH": "api/public",
}


@pytest.mark.parametrize(("name", "value"), MALFORMED.items())
def test_a_malformed_one_is_a_line_without_its_value(
    environment: pytest.MonkeyPatch, name: str, value: str
) -> None:
    environment.setenv(name, value)
    with pytest.raises(ConfigurationError) as caught:
        read_settings(None)
    assert caught.value.message.startswith(f"{name} is malformed: ")
    assert value not in caught.value.message


OUT_OF_RANGE = [
    ("PORT", "65536"),
    ("SLACKBOT_QUESTION_DEADLINE_SECONDS", "99999"),
    ("SLACKBOT_CHECK_MINUTES", "1"),
    ("SLACKBOT_LEDGER_DAYS", "0"),
]


@pytest.mark.parametrize(("name", "value"), OUT_OF_RANGE)
def test_a_number_out_of_its_range_is_said_to_be(
    environment: pytest.MonkeyPatch, name: str, value: str
) -> None:
    environment.setenv(name, value)
    with pytest.raises(ConfigurationError, match=f"^{name} is out of range: "):
        read_settings(None)


def test_the_table_of_settings_has_each_with_its_range_and_default() -> None:
    page = (Path(__file__).parents[1] / "docs" / "configure.md").read_text().splitlines()
    for name, field in Settings.model_fields.items():
        rows = [
            row for row in page if f"`{name.upper()}`" in row.partition("|")[2].partition("|")[0]
        ]
        assert rows, f"the table of docs/configure.md lacks {name.upper()}"
        bounds = [getattr(m, at) for m in field.metadata for at in ("ge", "le") if hasattr(m, at)]
        if bounds:
            (row,) = rows
            assert "{} to {}".format(*bounds) in row
            assert row.endswith(f"| {field.default} |")


@pytest.mark.parametrize(
    "address", ["http://host:99999", "http://host:0", "ftp://host", "http://", "http://a\x07b"]
)
def test_an_address_that_is_none(environment: pytest.MonkeyPatch, address: str) -> None:
    environment.setenv("KORE_HOST", address)
    with pytest.raises(ConfigurationError, match="KORE_HOST is malformed"):
        read_settings(None)


@pytest.mark.parametrize("url", ["sqlite:///:memory:", "sqlite:///x.db?mode=ro", "sqlite:///"])
def test_a_database_that_would_not_last(environment: pytest.MonkeyPatch, url: str) -> None:
    environment.setenv("DATABASE_URL", url)
    with pytest.raises(ConfigurationError, match="DATABASE_URL is malformed"):
        read_settings(None)


def test_capitals_are_forgiven(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("KORE_SCOPE", "Account")
    environment.setenv("SLACKBOT_LOG_LEVEL", "debug")
    settings = read_settings(None)
    assert (settings.kore_scope, settings.slackbot_log_level) == ("account", "DEBUG")


def test_a_file_that_is_no_text(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigurationError, match="cannot be read"):
        read_settings(str(file))


@pytest.mark.parametrize(
    ("name", "prefix"),
    [("SLACK_BOT_TOKEN", "xoxb-"), ("SLACK_APP_TOKEN", "xapp-"), ("KORE_CLIENT_ID", "cs-")],
)
def test_a_bare_prefix_is_none(environment: pytest.MonkeyPatch, name: str, prefix: str) -> None:
    environment.setenv(name, prefix)
    with pytest.raises(ConfigurationError, match=f"{name} is malformed"):
        read_settings(None)


def test_an_empty_one_is_a_missing_one(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("KORE_CLIENT_SECRET", "")
    environment.setenv("SLACKBOT_LOG_LEVEL", "")
    with pytest.raises(ConfigurationError, match="KORE_CLIENT_SECRET is missing"):
        read_settings(None)


def test_secrets_do_not_show(environment: pytest.MonkeyPatch) -> None:
    shown = repr(read_settings(None)) + str(read_settings(None).model_dump())
    for secret in ("xoxb-1", "xapp-1", "hush-hush"):
        assert secret not in shown


def test_the_environment_wins_over_the_file(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / ".env"
    file.write_text("KORE_CLIENT_ID=cs-file\nKORE_SCOPE=account\n# a comment\nUNKNOWN=1\n")
    settings = read_settings(str(file))
    assert (settings.kore_client_id, settings.kore_scope) == ("cs-1", "account")


def test_an_ephemeral_disk_is_noticed(environment: pytest.MonkeyPatch) -> None:
    assert read_settings(None).ephemeral_platform is None
    environment.setenv("DYNO", "worker.1")
    assert read_settings(None).ephemeral_platform == "Heroku"


def test_a_variable_that_is_a_slip_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    env_file = tmp_path / ".env"
    env_file.write_text("SLACKBOT_SETTLING_HOURS=6\nSLACKBOT_HISTROY_DAYS=3\nOTHER=1\n")
    monkeypatch.setenv("SLACKBOT_CHEK_MINUTES", "10")
    assert unknown_settings(str(env_file)) == [
        "SLACKBOT_CHEK_MINUTES is no setting of slackbot. Did you mean SLACKBOT_CHECK_MINUTES?",
        "SLACKBOT_HISTROY_DAYS is no setting of slackbot. Did you mean SLACKBOT_HISTORY_DAYS?",
    ]


@pytest.mark.parametrize("name", ["KORE_HOST", "SLACK_API_URL"])
def test_credentials_in_an_address_are_refused(environment: pytest.MonkeyPatch, name: str) -> None:
    environment.setenv(name, "https://user:hunter2@host.test")
    with pytest.raises(ConfigurationError, match=f"{name} is malformed") as raised:
        read_settings(None)
    assert "hunter2" not in str(raised.value)


def test_a_file_that_others_may_read_is_named(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    assert readable_by_others(str(file)) is None
    file.touch(mode=0o600)
    assert readable_by_others(str(file)) is None
    file.chmod(0o644)
    said = readable_by_others(str(file))
    assert said
    assert said.endswith(f"(mode 0644): chmod 600 {file}")


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("", None),
        ("9090", ("", 9090)),
        (":9090", ("", 9090)),
        ("127.0.0.1:9090", ("127.0.0.1", 9090)),
        ("[::1]:9090", ("::1", 9090)),
    ],
)
def test_metrics_may_have_an_address_of_their_own(
    environment: pytest.MonkeyPatch, text: str, address: tuple[str, int] | None
) -> None:
    environment.setenv("SLACKBOT_METRICS_ADDRESS", text)
    assert read_settings(None).metrics_address == address


def test_secrets_come_from_files_named_for_their_settings(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    environment.delenv("SLACK_BOT_TOKEN")
    (tmp_path / "slack_bot_token").write_text("xoxb-of-a-file\n")
    (tmp_path / "SLACK_APP_TOKEN").write_text("xapp-of-a-file")
    environment.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    settings = read_settings(None)
    assert settings.secret("slack_bot_token") == "xoxb-of-a-file"
    assert settings.secret("slack_app_token") == "xapp-1"  # the environment wins
    environment.setenv("SLACKBOT_SECRETS_DIR", str(tmp_path / "gone"))
    with pytest.raises(ConfigurationError, match="SLACKBOT_SECRETS_DIR is malformed"):
        read_settings(None)


def test_keys_for_secrets(environment: pytest.MonkeyPatch) -> None:
    keys = [base64.urlsafe_b64encode(bytes([n] * 32)).decode() for n in (1, 2)]
    environment.setenv("SLACKBOT_SECRET_KEYS", ",\n".join(keys))
    settings = read_settings(None)
    assert [key.get_secret_value() for key in settings.secret_keys] == keys
    assert keys[0] not in repr(settings)
    environment.setenv("SLACKBOT_SECRET_KEYS", f"{keys[0]},{keys[1][:-8]}")
    with pytest.raises(ConfigurationError, match="SLACKBOT_SECRET_KEYS is malformed"):
        read_settings(None)
