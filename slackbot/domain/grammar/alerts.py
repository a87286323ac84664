"""What stands behind `/billing alert`: a command, a rule, or a question about Kore's alerts."""

from pydantic import BaseModel, ConfigDict


class _Command(BaseModel):
    model_config = ConfigDict(frozen=True)


class CreateAlert(_Command):
    """`/billing alert when sessions > 10000 per day`: a rule, still in words."""

    text: str


class ListAlerts(_Command):
    """`/billing alerts`."""


class AlertHistory(_Command):
    """`/billing alert history [2]`; without a number, of all rules."""

    number: int | None = None


class PauseAlert(_Command):
    """`/billing alert pause 2`: it is not checked."""

    number: int


class ResumeAlert(_Command):
    """`/billing alert resume 2`: paused, muted or broken, it is checked and speaks again."""

    number: int


class MuteAlert(_Command):
    """`/billing alert mute 2`: it is checked, and says nothing new."""

    number: int


class UnmuteAlert(_Command):
    """`/billing alert unmute 2`."""

    number: int


class RemoveAlert(_Command):
    """`/billing alert remove 2`."""

    number: int


class EditAlert(_Command):
    """`/billing alert edit 2 sessions > 20000 per day`: a rule, still in words."""

    number: int
    text: str


class TryAlert(_Command):
    """`/billing alert test 2`: what would it say now?"""

    number: int


AlertCommand = (
    CreateAlert | ListAlerts | AlertHistory | PauseAlert | ResumeAlert | MuteAlert | UnmuteAlert
    | RemoveAlert | EditAlert | TryAlert
)  # fmt: skip
