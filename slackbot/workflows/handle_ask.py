"""Handles one text after `/billing`, from its words to the last message about it."""

from slackbot.domain.ask import CANCEL, HOME, JOINED, LEFT, Ask
from slackbot.domain.errors import SlackbotError
from slackbot.language.alerts.commands import AlertCommand
from slackbot.language.assistants import TokenCommand
from slackbot.language.audit import ShowAudit
from slackbot.language.closes import CloseCommand
from slackbot.language.commands import (
    ChannelCommand,
    ManageOnly,
    Question,
    ShowReceipt,
    read_command,
)
from slackbot.language.digests.commands import DigestCommand
from slackbot.language.groups import GroupCommand
from slackbot.language.history import Undo, WhoSet
from slackbot.language.money.allowances import AllowanceCommand
from slackbot.ports import Ports, Run
from slackbot.workflows.alerts.manage import manage_alerts
from slackbot.workflows.assistants.tokens import manage_tokens
from slackbot.workflows.channels.allowances import manage_allowance
from slackbot.workflows.channels.audit import show_audit
from slackbot.workflows.channels.groups import manage_group
from slackbot.workflows.channels.manage import manage_channel
from slackbot.workflows.channels.presence import greet, leave
from slackbot.workflows.channels.undo import undo
from slackbot.workflows.channels.who import show_who
from slackbot.workflows.closes.manage import manage_closes
from slackbot.workflows.digests.manage import manage_digests
from slackbot.workflows.direct_messages import placed
from slackbot.workflows.edited_mentions import takes_edition
from slackbot.workflows.home.show import show_home
from slackbot.workflows.manage_only import manage_only
from slackbot.workflows.questions.answer import answer_question
from slackbot.workflows.questions.cancel import cancel_question
from slackbot.workflows.questions.receipts import show_receipt

Managing = (
    AllowanceCommand | GroupCommand | DigestCommand | AlertCommand | ManageOnly | ChannelCommand
)


async def handle_ask(ask: Ask, ports: Ports, run: Run) -> None:
    """Answer a question in a thread; answer commands and mistakes only to the asker."""
    try:
        if ask.command in (CANCEL, HOME, JOINED, LEFT):
            await _happened(ask, ports, run)
            return
        if ask.mention and not await takes_edition(ask, ports, run):
            return
        if ask.in_direct:
            ask = await run.step("find_channel", placed, ask, ports)
        await _handle_words(ask, ports, run)
    except SlackbotError as error:
        await run.step("refuse", ports.notifier.fail, ask, None, error)
    if ask.to_person or ports.home.tab.is_looked_at(ask.team, ask.user):
        await run.step("show_home", show_home, ask, ports)


async def _happened(ask: Ask, ports: Ports, run: Run) -> None:
    """Do what follows from something that is no words."""
    if ask.command == CANCEL:
        await run.step("cancel", cancel_question, ask, ports)
    elif ask.command == HOME:
        await run.step("show_home", show_home, ask, ports)
    elif ask.command == JOINED:
        await run.step("greet", greet, ask, ports)
    else:
        await run.step("leave", leave, ask, ports)


async def _handle_words(ask: Ask, ports: Ports, run: Run) -> None:
    command = read_command(ask.text)
    if isinstance(command, Question):
        await answer_question(ask, command.text, ports, run)
    elif isinstance(command, ShowReceipt):
        await run.step("show_receipt", show_receipt, ask, command, ports)
    elif isinstance(command, CloseCommand):
        await manage_closes(ask, command, ports, run)
    elif isinstance(command, TokenCommand):
        await run.step("manage_tokens", manage_tokens, ask, command, ports)
    elif isinstance(command, ShowAudit):
        await run.step("show_audit", show_audit, ask, command, ports)
    elif isinstance(command, WhoSet):
        await run.step("show_who", show_who, ask, command, ports)
    elif isinstance(command, Undo):
        await run.step("undo", undo, ask, ports)
    else:
        await _manage(ask, command, ports, run)


async def _manage(ask: Ask, command: Managing, ports: Ports, run: Run) -> None:
    if isinstance(command, AllowanceCommand):
        await run.step("manage_allowance", manage_allowance, ask, command, ports)
    elif isinstance(command, GroupCommand):
        await run.step("manage_group", manage_group, ask, command, ports)
    elif isinstance(command, DigestCommand):
        await run.step("manage_digests", manage_digests, ask, command, ports)
    elif isinstance(command, AlertCommand):
        await run.step("manage_alerts", manage_alerts, ask, command, ports)
    elif isinstance(command, ManageOnly):
        await run.step("manage_only", manage_only, ask, command, ports)
    else:
        await run.step("manage_channel", manage_channel, ask, command, ports)
