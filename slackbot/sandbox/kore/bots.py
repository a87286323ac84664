"""The made-up bots of the sandbox and their habits: when people talk to them, and how much."""

from dataclasses import dataclass

Curve = tuple[float, ...]


def _curve(hourly: str) -> Curve:
    """Return the share of the day for each UTC hour, from 24 digits of any common scale."""
    weights = [int(digit) for digit in hourly]
    return tuple(weight / sum(weights) for weight in weights)


@dataclass(frozen=True)
class BotHabits:
    """The use of a bot. Figures per day hold for the start of 2024, before growth.

    `hours` are shares of the day by UTC hour, `weekdays` factors from Monday to Sunday.
    """

    hours: Curve
    weekdays: tuple[float, float, float, float, float, float, float]
    conversations: float = 0.0
    sessions_per_conversation: float = 1.3
    requests_per_session: float = 4.0
    alerts: float = 0.0
    proactive: float = 0.0
    growth_per_month: float = 0.02


@dataclass(frozen=True, eq=False)
class Bot:
    """A bot of the sandbox's account; without habits nobody ever uses it."""

    id: str
    name: str
    habits: BotHabits | None = None


# Hours are UTC all year: summer time would add nothing that a client could get wrong here.
_EUROPE = _curve("000001369999789986421000")
_AMERICA = _curve("211000000000014799899964")
_AROUND_NOON = _curve("000000148987899741000000")
_DELIVERY = _curve("000013699876678754321000")
_NIGHT = _curve("898765310000000000012467")

SUPPORT_BOT = Bot(
    "st-11111111-1a2b-5c3d-8e4f-111111111111",
    "SupportBot",
    BotHabits(
        _EUROPE,
        (1.15, 1.05, 1.0, 1.0, 0.9, 0.25, 0.2),
        conversations=900,
        sessions_per_conversation=1.4,
        requests_per_session=4.5,
        alerts=12,
    ),
)
SALES_BOT = Bot(
    "st-22222222-1a2b-5c3d-8e4f-222222222222",
    "SalesBot",
    BotHabits(
        _AMERICA,
        (1.0, 1.1, 1.1, 1.0, 0.8, 0.4, 0.35),
        conversations=320,
        sessions_per_conversation=1.55,
        requests_per_session=6.0,
        proactive=40,
        growth_per_month=0.03,
    ),
)
HR_BOT = Bot(
    "st-33333333-1a2b-5c3d-8e4f-333333333333",
    "HRBot",
    BotHabits(
        _AROUND_NOON,
        (1.3, 1.0, 1.0, 0.9, 0.8, 0.0, 0.0),
        conversations=35,
        sessions_per_conversation=1.25,
        requests_per_session=3.5,
        alerts=6,
        growth_per_month=0.01,
    ),
)
PARCEL_BOT = Bot(
    "st-44444444-1a2b-5c3d-8e4f-444444444444",
    "ParcelBot",
    BotHabits(
        _DELIVERY,
        (1.1, 1.0, 1.0, 1.0, 1.05, 0.9, 0.7),
        conversations=150,
        sessions_per_conversation=1.2,
        requests_per_session=2.5,
        alerts=420,
        proactive=1600,
        growth_per_month=0.025,
    ),
)
NIGHT_BOT = Bot(
    "st-55555555-1a2b-5c3d-8e4f-555555555555",
    "NightBot",
    BotHabits(
        _NIGHT,
        (0.9, 0.9, 0.9, 1.0, 1.2, 1.3, 1.0),
        conversations=45,
        sessions_per_conversation=1.5,
        requests_per_session=5.0,
    ),
)
IDLE_BOT = Bot("st-66666666-1a2b-5c3d-8e4f-666666666666", "IdleBot")

BOTS = (SUPPORT_BOT, SALES_BOT, HR_BOT, PARCEL_BOT, NIGHT_BOT, IDLE_BOT)
