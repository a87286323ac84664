"""Whatever was typed after `/billing`, from its words to the last message about it."""

from slackbot.domain.ask import CANCEL, Ask
from slackbot.domain.errors import SlackbotError
from slackbot.language.alerts.commands import AlertCommand
from slackbot.language.allowances import AllowanceCommand
from slackbot.language.commands import Question, read_command
from slackbot.language.digests.commands import DigestCommand
from slackbot.ports import Ports, Run
from slackbot.workflows.alerts.manage import manage_alerts
from slackbot.workflows.channels.allowances import manage_allowance
from slackbot.workflows.channels.manage import manage_channel
from slackbot.workflows.digests.manage import manage_digests
from slackbot.workflows.questions.answer import answer_question
from slackbot.workflows.questions.cancel import cancel_question


async def handle_ask(ask: Ask, ports: Ports, run: Run) -> None:
    """A question is answered in a thread; a command of ours, or a mistake, only to the asker."""
    try:
        if ask.command == CANCEL:
            return await run.step("cancel", cancel_question, ask, ports)
        command = read_command(ask.text)
        if isinstance(command, Question):
            await answer_question(ask, command.text, ports, run)
        elif isinstance(command, AllowanceCommand):
            await run.step("manage_allowance", manage_allowance, ask, command, ports)
        elif isinstance(command, DigestCommand):
            await run.step("manage_digests", manage_digests, ask, command, ports)
        elif isinstance(command, AlertCommand):
            await run.step("manage_alerts", manage_alerts, ask, command, ports)
        else:
            await run.step("manage_channel", manage_channel, ask, command, ports)
    except SlackbotError as error:
        await run.step("refuse", ports.notifier.fail, ask, None, error)
