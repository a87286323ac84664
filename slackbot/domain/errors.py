"""Every error that may reach a user, in one small tree.

SlackbotError               message: the sentence for the user
├── UserError               their words or rights; one ephemeral sentence, nothing has changed
│   ├── UnreadableError     words we could not read, and perhaps what would be
│   ├── UnknownBotError     a bot this channel does not know
│   └── NotAllowedError     somebody else may
├── TransientError          a retry can help
│   ├── KoreUnavailableError
│   └── SlackUnavailableError
├── ConfigurationError      a retry cannot help until somebody mends something
│   ├── KoreRefusedError    credentials, scopes, ids, hosts
│   ├── SlackRefusedError   tokens, scopes, channels; `reason` is Slack's own word
│   └── AlreadyRunningError  another process has our database
├── JobError                this one summary job has no answer; asking again later may help
└── BugError                nobody's fault but ours; `id` stands in the log too

The classes carry plain text and numbers only, so that the engine can write them down and read them
back after a restart: `details` is all that a class adds to its message.
"""

from typing import ClassVar


class SlackbotError(Exception):
    """The base: `message` says in one sentence what happened and what the user can do."""

    retriable: ClassVar[bool] = False

    def __init__(self, message: str, **details: str | float | None) -> None:
        super().__init__(message)
        self.message = message
        self.details = details


class UserError(SlackbotError):
    """The asker's words or rights. Answered only to them; nothing has changed."""


class UnreadableError(UserError):
    """Some words could not be read. `words` are those, as typed."""

    def __init__(self, message: str, words: str = "") -> None:
        super().__init__(message, words=words)
        self.words = words


class UnknownBotError(UserError):
    """A bot that this channel does not know, or a channel without any."""


# Of a SlackRefusedError: the message that was to be answered in its thread was deleted.
THREAD_GONE = ("thread_not_found", "cannot_reply_to_message")


class NotAllowedError(UserError):
    """The actor may not do this here; the message says who may."""


class TransientError(SlackbotError):
    """A retry can help, not before `retry_after` seconds where that is known."""

    retriable = True

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message, retry_after=retry_after)
        self.retry_after = retry_after


class KoreUnavailableError(TransientError):
    """Kore.ai did not answer, or not sensibly."""


class SlackUnavailableError(TransientError):
    """Slack did not answer, or asked us to wait."""


class ConfigurationError(SlackbotError):
    """No retry helps until somebody mends what the message names."""


class KoreRefusedError(ConfigurationError):
    """Kore.ai refused our credentials, our scopes, or the bot's id."""


class SlackRefusedError(ConfigurationError):
    """Slack refused; `reason` is Slack's own word, such as `not_in_channel`."""

    def __init__(self, message: str, reason: str = "") -> None:
        super().__init__(message, reason=reason)
        self.reason = reason


class AlreadyRunningError(ConfigurationError):
    """Another process has the database to itself."""


class JobError(SlackbotError):
    """A summary job failed, never ended, or answered with something that is not ours."""


class BugError(SlackbotError):
    """Something we did not foresee. `id` is in the message and in the log."""

    def __init__(self, message: str, id: str = "") -> None:  # noqa: A002 - the field's name everywhere
        super().__init__(message, id=id)
        self.id = id


def bug(id: str) -> BugError:  # noqa: A002 - as above
    """The user's sentence for an unknown error whose log entry carries `id`."""
    return BugError(f"Something went wrong on our side. Please tell your admin this id: {id}", id)
