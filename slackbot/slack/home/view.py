"""Draws a Home tab as blocks. Each button asks in words that people could type in the channel."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from slackbot.domain.alerts.alert import Watched
from slackbot.domain.alerts.episode import Phase, short_key
from slackbot.domain.digests.digest import DigestState, RunState
from slackbot.domain.home import Asked, Home, HomeChannel, HomeDigest, MonthSoFar
from slackbot.slack.alerts.status import standing
from slackbot.slack.alerts.words import moment
from slackbot.slack.blocks.blocks import (
    Block,
    about,
    actions,
    button,
    context,
    header,
    overflow,
    section,
    select,
)
from slackbot.slack.blocks.text import cut, escape, headline, named_cost
from slackbot.slack.forms.buttons import form_option
from slackbot.slack.home.administration import administration

MOST_BLOCKS: Final = 100
MOST_FIRING: Final = 8
MOST_THINGS: Final = 5  # digests, and as many alerts, in the small print of a channel
LONGEST_THING: Final = 150
LONGEST_WORDS: Final = 120
STEPS: Final = (
    "*Three steps to your first figures*",
    "1. Invite me to the channel where people talk about your bots: `/invite @Billing`",
    "2. Link a bot there: `/billing link st-… as SupportBot` (the ID is in its App Settings)",
    "3. Ask: `/billing last week`",
)
RESULTS: Final = {
    RunState.RUNNING: "being sent now",
    RunState.RETRYING: "failed so far, trying again",
    RunState.SENT: "last sent",
    RunState.FAILED: ":warning: last one failed",
    RunState.SKIPPED: "last one skipped",
}
TOO_LONG: Final = "This list is cut here. `/billing help` reaches the rest."


def home_view(home: Home) -> list[Block]:
    """Return the blocks of the tab, at most a hundred."""
    blocks = [*_head(home), *_firing(home), *_channels(home), *_recent(home)]
    if home.administration:
        blocks += administration(home.administration, home)
    if len(blocks) > MOST_BLOCKS:
        blocks = [*blocks[: MOST_BLOCKS - 1], context(TOO_LONG)]
    return blocks


def _head(home: Home) -> Iterator[Block]:
    if not home.channels:
        yield header("Welcome")
        yield section("\n".join(STEPS))
        yield actions(button("Help", "ask:home-help", "help"))
        return
    yield context(
        f"As of {moment(home.at, home.zone)} ({escape(home.zone)}). Figures are those I've already "
        "fetched; ask in a channel for newer ones."
    )
    yield actions(button("Help", "ask:home-help", "help"))


def _firing(home: Home) -> Iterator[Block]:
    found = [(channel, each) for channel in home.channels for each in channel.firing]
    if not found:
        return
    yield header(f"Firing now: {len(found)}")
    for channel, each in found[:MOST_FIRING]:
        lines = standing(each, channel.bots.names_by_id, home.at)
        head = f"*Alert {escape(each.alert.label)}* in <#{channel.id}>"
        yield from about([section("\n".join((head, *lines)), _alert_menu(each))], channel.id)
    if len(found) > MOST_FIRING:
        yield context(f"… and {len(found) - MOST_FIRING} more, under their channels.")


def _alert_menu(each: Watched) -> Block:
    number = each.alert.number
    keys = [
        episode.key(each.memory.rule_id)
        for watch in each.memory.watches
        for episode in watch.episodes
        if episode.phase is Phase.FIRING and not episode.acknowledged_by
    ]
    first = {"Acknowledge": f"alerts ack {short_key(keys[0])}"} if len(keys) == 1 else {}
    mute = "Unmute" if each.memory.muted else "Mute"
    options = {
        **first,
        "Test now": f"alerts test {number}",
        "History": f"alerts history {number}",
        mute: f"alerts {mute.lower()} {number}",
    }
    return overflow(f"ask:home-alert-{each.alert.id}", options)


def _channels(home: Home) -> Iterator[Block]:
    if home.channels:
        yield header("Your channels this month")
    for channel in home.channels:
        lines = [
            f"*<#{channel.id}>*",
            *_month(channel.month, channel),
            *(escape(limit) for limit in channel.limits),
        ]
        yield from about([section("\n".join(lines), _channel_menu())], channel.id)
        small = [*_digests(channel), *_alerts(channel, home.at)]
        yield context("\n".join(small) or "No digests or alerts yet.")
    if home.more:
        yield context(f"… and {home.more} more channels that aren't shown here.")


def _month(month: MonthSoFar | None, channel: HomeChannel) -> Iterator[str]:
    if month is None:
        yield "No figures of this month fetched yet. *Usage this month* in the menu fetches them."
        return
    report = month.report
    figures = headline(report.total, report.shown_units[:1])
    costs = escape(" · ".join(map(named_cost, report.total.costs)))
    yield f"*{' · '.join(filter(None, (figures, costs)))}*"
    without = [escape(name) for name in month.without]
    lacks = f", without {', '.join(without)}: not fetched yet" if without else ""
    yield f"_Up to {moment(month.at, channel.zone)}{lacks}_"


def _digests(channel: HomeChannel) -> Iterator[str]:
    for each in channel.digests[:MOST_THINGS]:
        yield f"Digest {escape(each.digest.label)}: {_digest(each)}"
    if len(channel.digests) > MOST_THINGS:
        yield f"… and {len(channel.digests) - MOST_THINGS} more digests"


def _digest(each: HomeDigest) -> str:
    if each.digest.state is DigestState.PAUSED:
        state = ":double_vertical_bar: paused"
    elif each.slot is None:
        reason = escape(cut(each.digest.reason, LONGEST_THING)).removesuffix(".")
        state = f":warning: stopped: {reason}"
    else:
        state = f"next {moment(each.slot.at, each.digest.schedule.zone)}"
    if each.digest.to_me:
        state += " · for you alone"
    if each.last:
        done = each.last.finished_at or each.last.due_at
        state += f" · {RESULTS[each.last.state]} {moment(done, each.digest.schedule.zone)}"
    return state


def _alerts(channel: HomeChannel, now: datetime) -> Iterator[str]:
    first = sorted(channel.alerts, key=lambda each: each not in channel.firing)
    for each in first[:MOST_THINGS]:
        lines = ["firing, see above"]
        if each not in channel.firing:
            lines = standing(each, channel.bots.names_by_id, now)
        more = f" … and {len(lines) - 1} more" if len(lines) > 1 else ""
        yield f"Alert {escape(each.alert.label)}: {cut(lines[0], LONGEST_THING)}{more}"
    if len(channel.alerts) > MOST_THINGS:
        yield f"… and {len(channel.alerts) - MOST_THINGS} more alerts"


def _channel_menu() -> Block:
    return select(
        "Choose …",
        "ask:home-channel",
        {
            "Usage this month": "this month for all",
            "Ask …": form_option("question", ""),
            "Digests": "digests",
            "Add a digest …": form_option("digest", ""),
            "Alerts": "alerts",
            "Add an alert …": form_option("alert", ""),
            "Allowances and budgets": "allowance",
            "Prices": "price",
            "Bots": "bots",
            "Link a bot …": form_option("link", ""),
            "Groups": "groups",
            "Closed months": "closes",
            "Settings": "settings",
        },
    )


def _recent(home: Home) -> Iterator[Block]:
    if not home.recent:
        return
    yield header("Your recent questions")
    for number, each in enumerate(home.recent):
        again = button("Ask again", f"ask:home-again-{number}", each.words or "help")
        yield from about([section(_asked(each, home.zone), again)], each.channel)


def _asked(each: Asked, zone: str) -> str:
    words = escape(cut(" ".join(each.words.split()), LONGEST_WORDS)) or "(no words)"
    return f"“{words}” in <#{each.channel}>, {moment(each.at, zone)}"
