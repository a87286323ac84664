"""Answers small talk and questions about words, with a short word to the sender alone."""

from importlib.metadata import version
from typing import Final

from slackbot.domain.ask import Ask
from slackbot.language.chat import Chat, Explain, Talk
from slackbot.language.glossary import MEANINGS
from slackbot.ports import Ports

REPLIES: Final[dict[Talk, str]] = {
    "hello": "Hi! Ask me what your bots used, such as `/billing last week by day`. "
    "`/billing help` shows what else I do.",
    "thanks": "You're welcome.",
    "ok": ":+1:",
    "yes": "I haven't asked you anything. To see what I can do: `/billing help`",
    "ping": "pong",
    "version": "slackbot {version}",
}
# Where people talk with each other, these are not meant for a reply.
UNANSWERED: Final = frozenset[Talk](("thanks", "ok", "yes"))


async def chat(ask: Ask, command: Chat | Explain, ports: Ports) -> None:
    """Tell the sender a short word; nothing where a thread goes on with `thanks`, and no bot."""
    if isinstance(command, Explain):
        reply = MEANINGS[command.term]
    elif command.talk in UNANSWERED and _goes_on(ask):
        return
    elif command.talk == "ok" and ask.on_private and await ports.notifier.dismiss(ask):
        return  # `never mind` is what Cancel says
    else:
        reply = REPLIES[command.talk].format(version=version("slackbot"))
    if not ask.by_bot:
        await ports.notifier.tell(ask, reply)


def _goes_on(ask: Ask) -> bool:
    """Tell whether the command was typed in a thread that was there before it."""
    begins = ask.mention is not None and ask.thread is not None and ask.mention.ts == ask.thread.ts
    return ask.thread is not None and not begins
