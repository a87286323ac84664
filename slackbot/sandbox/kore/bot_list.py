"""Answers which bots the account has, as the vendor's page "Get Bots" shows it."""

from collections.abc import Sequence
from typing import Any

from slackbot.sandbox.kore.bots import Bot

LARGEST_PAGE = 50  # documented; what a larger `limit` does is unknown: it gets no more


def page(bots: Sequence[Bot], offset: int, limit: int) -> dict[str, Any]:
    """Return a page of the bots; whether `offset` counts bots or pages is not said."""
    end = offset + min(limit, LARGEST_PAGE)
    return {
        "total": len(bots),
        "availableMore": end < len(bots),
        "bots": [_shown(bot) for bot in bots[offset:end]],
    }


def _shown(bot: Bot) -> dict[str, Any]:
    """Return the bot with the made-up secret of its app in clear text, as documented."""
    return {
        "_id": bot.id,
        "name": bot.name,
        "accountId": "acc-sandbox",
        "status": "published",
        "type": "default",
        "isLinkedTo": [],
        "jwtApps": [
            {
                "clientName": f"App of {bot.name}",
                "clientId": f"cs-app-of-{bot.id}",
                "clientSecret": secret_of(bot),
            }
        ],
    }


def secret_of(bot: Bot) -> str:
    """Return the made-up client secret of the bot's app."""
    return f"sandbox-secret-of-an-app-of-{bot.id}"
