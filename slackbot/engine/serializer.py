"""Serializes the engine's values as JSON, with a closed list of our own models and errors.

DBOS's default is pickle, which runs code when it is read. DBOS's portable JSON cannot carry models,
and after a restart our errors come back as other classes.
"""

import json
from typing import Any

from dbos import Serializer
from pydantic import BaseModel

from slackbot.domain import errors
from slackbot.domain.ask import Ask, Thread
from slackbot.domain.digests.digest import DigestRun
from slackbot.domain.usage.fetching.job import SummaryJob, Usage, UsageRequest
from slackbot.ports import OpenCheck, OpenDigest, Opened, OpenQuestion, OpenTrial

MODELS: dict[str, type[BaseModel]] = {
    model.__name__: model
    for model in (
        *(Ask, Thread, SummaryJob, Usage, UsageRequest, Opened, OpenQuestion),
        *(DigestRun, OpenDigest, OpenCheck, OpenTrial),
    )
}
ERRORS: dict[str, type[errors.SlackbotError]] = {
    name: error
    for name, error in vars(errors).items()
    if isinstance(error, type) and issubclass(error, errors.SlackbotError)
}


class JsonSerializer(Serializer):
    """Serializes plain values, our models, our errors, and lists, tuples and dicts of them.

    A foreign error is stored as its name and text, for the log. Anything else raises TypeError when
    it is written, so that nothing is lost silently.
    """

    def name(self) -> str:
        """Return the name that is stored with each value; a change of form needs a new name."""
        return "slackbot_json"

    def serialize(self, data: Any) -> str:
        return json.dumps(_pack(data), separators=(",", ":"), ensure_ascii=False)

    def deserialize(self, serialized_data: str) -> Any:
        return _unpack(json.loads(serialized_data))


def _pack(data: Any) -> Any:
    match data:
        case None | bool() | int() | float() | str():
            return data
        case BaseModel() if MODELS.get(type(data).__name__) is type(data):
            return {"$model": type(data).__name__, "value": data.model_dump(mode="json")}
        case errors.SlackbotError():
            # A subclass that is not in the list comes back as its nearest base class in it.
            name = next(kind.__name__ for kind in type(data).__mro__ if kind.__name__ in ERRORS)
            return {"$error": name, "value": {"message": data.message, **data.details}}
        case BaseException():
            return {"$stranger": type(data).__name__, "value": str(data)}
        case tuple():
            return {"$tuple": [_pack(item) for item in data]}
        case list():
            return [_pack(item) for item in data]
        case dict() if all(isinstance(key, str) and not key.startswith("$") for key in data):
            return {key: _pack(value) for key, value in data.items()}
    raise TypeError(f"{type(data).__name__} is not among the values that the engine writes down")


def _unpack(data: Any) -> Any:
    match data:
        case {"$model": name, "value": value}:
            return MODELS[name].model_validate(value)
        case {"$error": name, "value": value}:
            return ERRORS[name](**value)
        case {"$stranger": name, "value": text}:
            return RuntimeError(f"{name}: {text}")
        case {"$tuple": items}:
            return tuple(_unpack(item) for item in items)
        case list():
            return [_unpack(item) for item in data]
        case dict():
            return {key: _unpack(value) for key, value in data.items()}
    return data
