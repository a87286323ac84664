"""The commands about the alerts of a channel, as values."""

from slackbot.domain.frozen import FrozenModel


class _OfAlert(FrozenModel):
    """A command about an alert; `which` is its number in the channel, or its id."""


class CreateAlert(_OfAlert):
    """`/billing alert when sessions > 10000 per day`: a rule, still in words."""

    text: str


class ListAlerts(_OfAlert):
    """`/billing alerts`."""


class AlertHistory(_OfAlert):
    """`/billing alert history [2]`; without a number, of all rules."""

    which: str = ""


class PauseAlert(_OfAlert):
    """`/billing alert pause 2`: it is not checked."""

    which: str


class ResumeAlert(_OfAlert):
    """`/billing alert resume 2`: paused, muted or broken, it is checked and speaks again."""

    which: str


class MuteAlert(_OfAlert):
    """`/billing alert mute 2`: it is checked, and says nothing new."""

    which: str


class UnmuteAlert(_OfAlert):
    """`/billing alert unmute 2`."""

    which: str


class RemoveAlert(_OfAlert):
    """`/billing alert remove 2`."""

    which: str


class NameAlert(_OfAlert):
    """`/billing name alert 2 Spend guard`."""

    which: str
    name: str


class EditAlert(_OfAlert):
    """`/billing alert edit 2 sessions > 20000 per day`: a rule, still in words; without any, they
    are asked for."""

    which: str
    text: str


class TryAlert(_OfAlert):
    """`/billing alert test 2`: shows what the alert would say now."""

    which: str


class SaveAlert(_OfAlert):
    """`/billing alert save sessions > 10000 per day`, or `save #2 …` in the place of that one: the
    text of the button under a trial."""

    which: str = ""
    text: str


class AcknowledgeAlert(_OfAlert):
    """`/billing alert ack 2`; a button names the one episode that it is about."""

    episode: str


class SnoozeAlert(_OfAlert):
    """`/billing alert snooze 2 1h`, or until it changes (`change`) or its `period` ends; for a day
    where the words name no time. A button names the episode."""

    episode: str
    until: str


AlertCommand = (
    CreateAlert | ListAlerts | AlertHistory | PauseAlert | ResumeAlert | MuteAlert | UnmuteAlert
    | RemoveAlert | EditAlert | TryAlert | SaveAlert | AcknowledgeAlert | SnoozeAlert
    | NameAlert
)  # fmt: skip
