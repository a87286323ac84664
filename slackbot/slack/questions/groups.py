"""Draws the list of groups of bots, for the asker alone."""

from collections.abc import Collection, Mapping, Sequence

from slackbot.domain.access.audit import Change
from slackbot.domain.channel import ChannelBots, quoted
from slackbot.domain.group import NONE_HERE, BotGroup
from slackbot.slack.audit import since
from slackbot.slack.blocks.blocks import (
    LONGEST_OPTION,
    Block,
    Message,
    actions,
    context,
    header,
    message,
    overflow,
    section,
)
from slackbot.slack.blocks.text import escape
from slackbot.slack.forms.buttons import form_button, form_option

MOST_LISTED = 40
TITLE = "Groups of bots"
HOW = "Add one with `/billing group Retail = SalesBot, ShopBot`; compare them with `by group`."


def group_list(
    groups: Sequence[BotGroup],
    bots: ChannelBots,
    whole: Collection[str],
    changes: Mapping[str, Change],
    zone: str,
) -> Message:
    """List the groups with their bots that are linked here, and a menu each.

    Other bots are only counted, but for the groups with ids in `whole`, whose asker may know them.
    """
    add = actions(form_button("Add a group", "group"))
    if not groups:
        return message(NONE_HERE, section(NONE_HERE), add)
    shown = groups[:MOST_LISTED]
    lines = [_listed(group, bots, whole, changes, zone) for group in shown]
    tail = [HOW]
    if alone := [bot.name for bot in bots.bots if not bots.groups_of(bot.id)]:
        tail.insert(0, f"In no group: {escape(', '.join(alone))}.")
    if more := len(groups) - len(shown):
        tail.insert(0, f"… and {more} more.")
    return message(
        "\n".join((f"{TITLE}:", *lines, *tail)),
        header(TITLE),
        *(
            section(line, _menu(number, group, bots))
            for number, (group, line) in enumerate(zip(shown, lines, strict=True), start=1)
        ),
        context("\n".join(tail)),
        add,
    )


def _listed(
    group: BotGroup,
    bots: ChannelBots,
    whole: Collection[str],
    changes: Mapping[str, Change],
    zone: str,
) -> str:
    here = {bot.id: escape(bot.name) for bot in bots.members(group)}
    others = [id_ for id_ in group.bot_ids if id_ not in here]
    members = list(here.values())
    if others and group.id in whole:
        members += [f"`{id_}` (not linked here)" for id_ in others]
    elif others:
        bot, are = ("bot", "isn't") if len(others) == 1 else ("bots", "aren't")
        members.append(f"{len(others)} {bot} that {are} linked here")
    hidden = " · here a bot has this name" if bots.find(group.name) else ""
    when = since(changes.get(group.id), zone)
    by = f"\nSet by <@{group.set_by}>{when}" if group.set_by else ""
    return f"*{escape(group.name)}*{hidden} · {', '.join(members)}{by}"


def _menu(number: int, group: BotGroup, bots: ChannelBots) -> Block | None:
    name = quoted(group.name)
    options = {"Edit": form_option("group", group.id), "Remove": f"remove group {name}"}
    if group.name in bots.group_names:
        options = {
            "Last month": f"last month for {name}",
            "Last month by bot": f"last month by bot for {name}",
            **options,
        }
    if any(len(value) > LONGEST_OPTION for value in options.values()):
        return None
    return overflow(f"ask:group-menu:{number}", options)
