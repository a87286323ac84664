"""Takes what assistants ask, for a person and within a rate, and logs it as questions are."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import structlog

from slackbot import telemetry
from slackbot.domain.ask import ASSISTANT, Ask
from slackbot.domain.errors import SlackbotError, UserError
from slackbot.domain.home import HomeChannel
from slackbot.ports import Clock, Ports
from slackbot.workflows.assistants.ask import PATIENCE, Answered, ask_figures, in_channel
from slackbot.workflows.assistants.lists import set_ups
from slackbot.workflows.call_limit import CallLimit

log = structlog.get_logger()

MOST_CALLS = 30  # of a person in a minute
TOO_FAST: Final = f"That's more than {MOST_CALLS} calls in a minute. Wait a minute, then go on."


@dataclass(frozen=True)
class Asker:
    """The person whose rights an assistant has, and what vouches for them: `token 3`, `Slackbot`,
    `this machine`."""

    team: str
    user: str
    by: str


class AssistantDesk:
    """Answers assistants. Each method raises SlackbotError with the sentence for the person."""

    def __init__(self, ports: Ports, clock: Clock, patience: float = PATIENCE) -> None:
        self._ports = ports
        self._clock = clock
        self._patience = patience
        self._limit = CallLimit(clock, MOST_CALLS)

    async def ask(self, asker: Asker, words: str, channel: str = "") -> Answered:
        """Return the answer to the words, about the channel that is given, or that they name."""
        ask = self._ask(asker, in_channel(words.strip(), channel.strip()))
        try:
            found = await ask_figures(ask, self._ports, self._patience)
        except SlackbotError as error:
            log.info(telemetry.REFUSED, error=type(error).__name__, by=asker.by, user=asker.user)
            outcome = "refused" if isinstance(error, UserError) else "failed"
            telemetry.QUESTIONS.labels(outcome).inc()
            raise
        waited: timedelta = self._clock.now() - ask.received_at
        log.info(
            telemetry.ANSWERED,
            question=found.ask.id,
            channel=found.ask.home,
            by=asker.by,
            user=asker.user,
        )
        telemetry.QUESTIONS.labels("answered").inc()
        telemetry.ANSWER_SECONDS.observe(waited.total_seconds())
        return found

    async def set_ups(self, asker: Asker, channel: str = "") -> list[HomeChannel]:
        """Return the channels that the person may see, with their digests and alerts."""
        ask = self._ask(asker, "")
        log.info(telemetry.LISTED, by=asker.by, user=asker.user)
        return await set_ups(ask, channel.strip(), self._ports)

    def _ask(self, asker: Asker, text: str) -> Ask:
        """Return what a person asks through an assistant, as it would be in a direct message.

        Raises UserError for one call too many.
        """
        if not self._limit.admits(f"{asker.team} {asker.user}"):
            raise UserError(TOO_FAST)
        return Ask(
            team=asker.team,
            channel=asker.user,
            user=asker.user,
            text=text,
            received_at=self._clock.now(),
            command=ASSISTANT,
        )
