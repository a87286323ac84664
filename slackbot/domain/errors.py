"""Every error that may reach a user, in one small tree.

SlackbotError               message: the sentence for the user
├── UserError               the asker's words or rights; only the asker sees the sentence
│   ├── UnreadableError     words that we could not read, perhaps with a suggestion
│   ├── UnknownBotError     a bot that this channel does not know
│   └── NotAllowedError     the asker may not do this; somebody else may
├── TransientError          a retry can help
│   ├── KoreUnavailableError
│   └── SlackUnavailableError
├── ConfigurationError      a retry cannot help until somebody mends something
│   ├── KoreRefusedError    credentials, scopes, ids, hosts
│   ├── SlackRefusedError   tokens, scopes, channels; `reason` is Slack's own word
│   └── AlreadyRunningError  another process has our database
├── JobError                this one summary job has no answer; asking again later may help
├── GivenUpError            the work has ended its process twice
└── BugError                our own mistake; the log has the same `id`

The classes carry plain text and numbers only, so that the engine can store them and read them back
after a restart. `details` holds every value that a class adds to its message.
"""

from collections.abc import Sequence
from typing import ClassVar


class SlackbotError(Exception):
    """The base class: `message` says in one sentence what happened and what the user can do."""

    retriable: ClassVar[bool] = False

    def __init__(self, message: str, **details: str | float | list[str] | None) -> None:
        super().__init__(message)
        self.message = message
        self.details = details


class UserError(SlackbotError):
    """The asker's words or rights do not allow this. Only the asker sees it; nothing changed.

    `words` are the ones that are to blame, as typed. `suggestions` are whole texts that the asker
    may type or press instead. `instead` has what would do in the place of `words`: the readers of
    whole texts make suggestions of it.
    """

    def __init__(
        self,
        message: str,
        words: str = "",
        instead: Sequence[str] = (),
        suggestions: Sequence[str] = (),
    ) -> None:
        details: dict[str, str | float | list[str] | None] = {"words": words} if words else {}
        if suggestions:
            details["suggestions"] = list(suggestions)
        super().__init__(message, **details)
        self.words = words
        self.instead = tuple(instead)
        self.suggestions = tuple(suggestions)


class UnreadableError(UserError):
    """Some words could not be read."""


class UnknownBotError(UserError):
    """The channel does not know this bot, or it has no bot at all."""


# Reasons of a SlackRefusedError: the parent message of the thread was deleted.
THREAD_GONE = ("thread_not_found", "cannot_reply_to_message")


class NotAllowedError(UserError):
    """The actor may not do this here; the message says who may."""


class TransientError(SlackbotError):
    """A retry can help, but not before `retry_after` seconds where a time is known."""

    retriable = True

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message, retry_after=retry_after)
        self.retry_after = retry_after


class KoreUnavailableError(TransientError):
    """Kore.ai did not answer, or its answer made no sense."""


class SlackUnavailableError(TransientError):
    """Slack did not answer, or asked us to wait."""


class ConfigurationError(SlackbotError):
    """A retry cannot help until somebody fixes the cause that the message names."""


class KoreRefusedError(ConfigurationError):
    """Kore.ai refused our credentials, our scopes, or the bot's id."""


class SlackRefusedError(ConfigurationError):
    """Slack refused the call; `reason` is Slack's own word, such as `not_in_channel`."""

    def __init__(self, message: str, reason: str = "") -> None:
        super().__init__(message, reason=reason)
        self.reason = reason


class AlreadyRunningError(ConfigurationError):
    """Another process holds the lock on the database."""


class JobError(SlackbotError):
    """A summary job failed, never ended, or returned the result of another job."""


class GivenUpError(SlackbotError):
    """The work has ended its process twice, and a third try is not made."""

    def __init__(
        self,
        message: str = "This ended my process twice, so I gave it up. Ask for a shorter period or "
        "for coarser rows, such as `by month`.",
    ) -> None:
        super().__init__(message)


class BugError(SlackbotError):
    """The program met an unforeseen error. `id` is in the message and in the log."""

    def __init__(self, message: str, id: str = "") -> None:  # noqa: A002 - the field's name everywhere
        super().__init__(message, id=id)
        self.id = id


def bug(id: str) -> BugError:  # noqa: A002 - as above
    """Make the error that tells the user the `id` under which the log has the cause."""
    return BugError(f"Something went wrong on our side. Please tell your admin this id: {id}", id)
