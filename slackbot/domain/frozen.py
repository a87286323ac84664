"""The base of values: they never change, and are equal where all their fields are."""

from pydantic import BaseModel, ConfigDict


class FrozenModel(BaseModel):
    """A value with checked fields, which may be written down as JSON."""

    model_config = ConfigDict(frozen=True)
