"""Draws what the one reads who has invited the app into a channel."""

from collections.abc import Sequence

from slackbot.domain.alerts.alert import Alert
from slackbot.domain.channel import ChannelBots
from slackbot.domain.digests.digest import Digest
from slackbot.slack.blocks.blocks import Block, Message, actions, button, message, section
from slackbot.slack.blocks.text import escape
from slackbot.slack.forms.buttons import form_button
from slackbot.slack.questions.messages import bot_names

MOST_RESUMED = 5
FIRST = (
    "Thanks for the invitation. I report what your Kore.ai bots use. First, link a bot: "
    "`/billing link st-… as SupportBot` (the ID is in its App Settings)."
)


def greeting(bots: ChannelBots, digests: Sequence[Digest], alerts: Sequence[Alert]) -> Message:
    """Say how to link a bot or to ask, and offer to resume what was stopped."""
    sentences = [f"I'm back. Linked here: {bot_names(bots.bots)}." if bots.bots else FIRST]
    opens = (form_button("Link a bot", "link"), form_button("Ask", "question"))
    blocks = [section(sentences[0]), actions(*opens)]
    stopped = [
        *((f"digest {each.label}", f"digests resume {each.number}") for each in digests),
        *((f"alert {each.label}", f"alerts resume {each.number}") for each in alerts),
    ]
    if stopped:
        sentences.append(
            f"Stopped while I was away: {escape(', '.join(name for name, _ in stopped))}."
        )
        blocks += [section(sentences[-1]), actions(*_resuming(stopped[:MOST_RESUMED]))]
    return message(" ".join(sentences), *blocks)


def _resuming(stopped: Sequence[tuple[str, str]]) -> list[Block]:
    return [
        button(f"Resume {name}", f"ask:greeting-resume-{number}", words)
        for number, (name, words) in enumerate(stopped)
    ]
