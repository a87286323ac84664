"""The facts that a question asks for: `busiest hour`, `forecast`, `why did usage go up`."""

from functools import partial
from typing import Final, Literal, NamedTuple

from slackbot.domain.query import AskedFact, Fact, Grouping, Unit
from slackbot.language.core.patterns import Led, Row, Table
from slackbot.language.core.question_clauses import BREAKS
from slackbot.language.core.readers import UNIT_BEGINS, Node, read_unit, word
from slackbot.language.core.rows import ROWS_BY
from slackbot.language.core.tokens import Text
from slackbot.language.core.words import BILLING_WORDS
from slackbot.language.periods.fiscal import read_fiscal_unit
from slackbot.language.periods.from_now import fiscal_units, units_from_now


class FactClause(NamedTuple):
    """One fact that the text asks for, with its unit and period where the same words name them.

    `by_group`: it is about groups instead of bots.
    """

    asked: AskedFact
    unit: Unit | None = None
    period: Node | None = None
    by_group: bool = False


SIZES: Final = {
    "hour": "hour", "hours": "hour", "time": "hour", "times": "hour", "day": "day", "days": "day",
    "week": "week", "weeks": "week", "month": "month", "months": "month",
    "weekday": "weekday", "weekdays": "weekday",
}  # fmt: skip
SPANS: Final = {name: name for name in ("day", "week", "month", "quarter", "year")}
FORECASTS: Final = frozenset(
    "forecast forecasts forecasted projection projections projected predicted prediction expected "
    "outlook estimate estimates estimated predict".split()
)
PEAKS: Final = frozenset("busiest peak highest heaviest".split())
LOWS: Final = frozenset("quietest slowest lowest calmest".split())
AVERAGES: Final = frozenset("average averages avg mean".split())
TALKS: Final = frozenset("conversation conversations convo chat chats".split())
MOVES: Final = frozenset(
    """up down rise rises rose risen rising increase increased increasing drop drops dropped
    dropping fall fell fallen falling decrease decreased jump jumped grow grew grown change changed
    changes growth decline declined delta high low higher lower more less
    growing shrinking trending busier quieter""".split()
)
MOVING: Final = frozenset("go went gone going goes so much it we they that".split())
MOVES_AND_MOVING: Final = MOVES | MOVING
ODD: Final = frozenset(
    """anomaly anomalies unusual unusually outlier outliers spike spikes spiked spiking strange odd
    abnormal weird normal""".split()
)
BUDGETS: Final = frozenset("budget budgets".split())
ALLOWANCES: Final = BUDGETS | frozenset("allowance allowances quota limit limits cap".split())
LEFT: Final = frozenset("left remaining remain remains".split())
COSTS: Final = frozenset(
    """cost costs spend spent spending bill bills invoice invoiced statement price charge charges
    charged money expense expenses owe owed pay paid payable""".split()
)
DEAR: Final = frozenset("expensive costly dearest costliest priciest".split())
CHEAP: Final = frozenset("cheapest".split())
MOST: Final = frozenset("busiest biggest largest heaviest top".split())
LEAST: Final = frozenset("quietest smallest lightest".split())
Whose = Literal["bot", "group"]
COMPARED: Final[dict[str, Whose]] = {
    "bot": "bot", "bots": "bot", "group": "group", "groups": "group",
}  # fmt: skip


def read_moves(t: Text, i: int) -> tuple[str, int] | None:
    """Read `go up`, `so high`, `changed so much`: words of which one says that usage changed."""
    if word(t, i - 1) in COMPARED and word(t, i - 2) in {"which", "what"}:
        return None  # `which bot dropped` is about bots
    j = i
    while word(t, j) in MOVES_AND_MOVING:
        j += 1
    moved = next((each for each in t.words[i:j] if each in MOVES), None) if j > i else None
    if moved in {"more", "less", "up", "down"} and word(t, j) == "on":
        return None  # `less on weekends`, `up on last week`: days or periods are compared
    if t.words[i:j] == ("down",) and not BREAKS.isdisjoint(t.words[:i]):
        return None  # `break last week down by day`
    if moved and word(t, j) == "between" and "why" not in t.words[:i]:
        return None  # `growth between October and September`: two periods, not one
    return (moved, j) if moved else None


def read_allowance(t: Text, i: int) -> tuple[str, int] | None:
    """Read `allowance`, `budget`; but a budget year is a period."""
    is_one = word(t, i) in ALLOWANCES and (word(t, i), word(t, i + 1)) != ("budget", "year")
    return (word(t, i), i + 1) if is_one else None


def no_how(t: Text, i: int) -> tuple[None, int] | None:
    """Refuse `how did we go over the last week`, which asks for no allowance."""
    return (None, i) if word(t, i - 1) != "how" else None


NO_HOW: Final = Led(no_how, frozenset(("will", "would", "did")))


def _no_unit(t: Text, i: int) -> tuple[None, int] | None:
    """Read nothing where no unit is before: what `requests per conversation` are is no length."""
    return (None, i) if word(t, i - 1) not in BILLING_WORDS else None


def fact(
    kind: Fact, per: str = "", unit: Unit | None = None, period: Node | None = None
) -> FactClause:
    return FactClause(AskedFact(fact=kind, per=Grouping(per) if per else None), unit, period)


forecast: Final = partial(fact, Fact.FORECAST)
busiest: Final = partial(fact, Fact.BUSIEST)
quietest: Final = partial(fact, Fact.QUIETEST)
average: Final = partial(fact, Fact.AVERAGE, per="day")
length: Final = partial(fact, Fact.LENGTH)
unusual: Final = partial(fact, Fact.UNUSUAL)
cost: Final = partial(fact, Fact.COST)
change: Final = partial(fact, Fact.CHANGE)


def forecast_by_fiscal(span: str, phrase: str) -> FactClause:
    return forecast(period=fiscal_units(span, 0, phrase))


def forecast_by(span: str) -> FactClause:
    return forecast(period=units_from_now(span, 0))


def allowance(unit: Unit | None = None, limit: str = "") -> FactClause:
    return FactClause(AskedFact(fact=Fact.ALLOWANCE, by_cost=limit in BUDGETS), unit)


def cost_per(unit: Unit) -> FactClause:
    return FactClause(AskedFact(fact=Fact.COST, unit=unit))


def _ranked(
    kind: Fact, unit: Unit | None = None, whose: Whose = "bot", *, by_cost: bool = False
) -> FactClause:
    return FactClause(AskedFact(fact=kind, by_cost=by_cost), unit, by_group=whose == "group")


top_bot: Final = partial(_ranked, Fact.TOP_BOT)
last_bot: Final = partial(_ranked, Fact.LAST_BOT)
dearest_bot: Final = partial(top_bot, by_cost=True)
cheapest_bot: Final = partial(last_bot, by_cost=True)


FACTS: Final = Table[FactClause](
    (
        Row("[with] [the|a] <forecast> [usage]", forecast, "forecast", "forecast"),
        Row("[the] run|burn rate", forecast, "run rate", "forecast"),
        Row("what|how [much|many] [<unit:unit>] will we|i use|need|consume|spend", forecast,
            "how many sessions will we use", "forecast of session"),
        Row("what|how [much] will", forecast, "how much will", "forecast"),
        Row("[is|are|s] gonna [be]", forecast, "gonna", "forecast"),
        Row("where are we gonna [end] [up] [land|finish]", forecast, "where are we gonna land",
            "forecast"),
        Row("where are we going to end|land|finish [up]", forecast, "where are we going to land",
            "forecast"),
        Row("[is|are|s] going to [be]", forecast, "going to", "forecast"),
        Row("[the] <forecast> for the <span:span>", forecast_by, "forecast for the year",
            "forecast, Thu 1 Jan 2026, 00:00 – Wed 18 Nov 2026, 14:30"),
        Row("[the] end of [the|this] <span:span> <forecast>", forecast_by,
            "end of year estimate",
            "forecast, Thu 1 Jan 2026, 00:00 – Wed 18 Nov 2026, 14:30"),
        Row("where will|do we end up|land|finish", forecast, "where will we end up", "forecast"),
        Row("[the] <span:span> [-] end <forecast>", forecast_by, "year end forecast",
            "forecast, Thu 1 Jan 2026, 00:00 – Wed 18 Nov 2026, 14:30"),
        Row("by|until|till|at [the] <span:span> end", forecast_by, "by month end",
            "forecast, Sun 1 Nov 2026, 00:00 – Wed 18 Nov 2026, 14:30"),
        Row("by|until|till|at [the] end of [the|this] <span:span>", forecast_by,
            "by the end of the quarter",
            "forecast, Thu 1 Oct 2026, 00:00 – Wed 18 Nov 2026, 14:30"),
        Row("by|until|till|at [the] <fiscal:span> end", forecast_by_fiscal, "by fiscal year end",
            "forecast, Wed 1 Apr 2026, 00:00 – Wed 18 Nov 2026, 14:30"),
        Row("by|until|till|at [the] end of [the|this] <fiscal:span>", forecast_by_fiscal,
            "by the end of the fiscal quarter",
            "forecast, Thu 1 Oct 2026, 00:00 – Wed 18 Nov 2026, 14:30"),
        Row("[the] <peak> [<unit:unit>] [usage] <size:per>", busiest, "busiest hour",
            "busiest hour"),
        Row("[the|our] <top> <size:per>", busiest, "top day", "busiest day"),
        Row("[the] <peak> day of the week", lambda: busiest("weekday"),
            "busiest day of the week", "busiest weekday"),
        Row("[the] <most_of> [<unit:unit>] [usage] per|in|on [a|an|one|single|any] <size:per>",
            busiest, "max sessions per day", "busiest day of session"),
        Row("[the] <least_of> [<unit:unit>] [usage] per|in|on [a|an|one|single|any] <size:per>",
            quietest, "minimum per hour", "quietest hour"),
        Row("which|what day of the week [is|was] [the] <peak>", lambda: busiest("weekday"),
            "what day of the week is busiest", "busiest weekday"),
        Row("which|what time|hour of [the] day [is|was|are] [it|we] [the] <peak>",
            lambda: busiest("hour"), "what time of day is busiest", "busiest hour"),
        Row("[the] <peak> [<unit:unit>] [usage]", busiest, "peak usage", "busiest"),
        Row("which|what <size:per> [has|had|is|was|are|were|saw] [the] <peak> "
            "[<unit:unit>]", busiest, "which day was the busiest", "busiest day"),
        Row("which|what <size:per> [has|had|was|were|saw] [the] most [<unit:unit>]", busiest,
            "which day had the most sessions", "busiest day of session"),
        Row("when [is|was|were|are] [it|we|usage] [the] <peak>", busiest, "when was it busiest",
            "busiest"),
        Row("[the] <low> [<unit:unit>] [usage] <size:per>", quietest, "quietest day",
            "quietest day"),
        Row("[the] <low> day of the week", lambda: quietest("weekday"),
            "slowest day of the week", "quietest weekday"),
        Row("[the] <low>", quietest, "quietest", "quietest"),
        Row("which|what <size:per> [has|had|was|were|saw] [the] least|fewest "
            "[<unit:unit>]", quietest, "which day had fewest requests", "quietest day of request"),
        Row("which|what <size:per> [has|had|is|was|are|were|saw] [the] <low>", quietest,
            "which day was quietest", "quietest day"),
        Row("when [is|was|were|are] [it|we|usage] [the] <low>", quietest, "when was it quietest",
            "quietest"),
        Row("[the|an] <average> [number|count] [of] [<unit:unit>] [usage] per|a|an|each|every|by "
            "<size:per>", average, "average sessions per day", "average day of session"),
        Row("[the|an] <average> [number|count] [of] [<unit:unit>] [usage]", average, "average",
            "average day"),
        Row("[the] <adverb:per> <average> [of] [<unit:unit>]", average, "weekly average",
            "average week"),
        Row("[<unit:unit>] per|a|each <size:per> on <average>", average, "chats a week on average",
            "average week of conversation"),
        Row("[the] [<average>] session|sessions per|a|each|/ <talk>", length,
            "sessions per conversation", "length"),
        Row("[the] <average> per|a|each|/ <talk>", length, "average per conversation", "length"),
        Row("<no_unit> per|a|each|/ <talk>", length, "per conversation", "length"),
        Row("[the] [<average>] <talk> length", length, "average conversation length", "length"),
        Row("[the] [<average>] length of <talk>", length, "length of conversations", "length"),
        Row("how long is|are|was|were [a|an|the|our] <talk>", length, "how long are conversations",
            "length"),
        Row("why [did|was|is|were|has|have|are] [<moves>]", change, "why did", "change"),
        Row("[the] <moves>", change, "go up", "change"),
        Row("[the] reason|reasons|cause|explanation for|of|behind [the|this|that] <moves>", change,
            "reason for the rise", "change"),
        Row("[the|our] growth rate", change, "growth rate", "change"),
        Row("%|percent|percentage <moves>", change, "percent change", "change"),
        Row("why [was|is] the <moves>", change, "why the drop", "change"),
        Row("explain the <moves>", change, "explain the rise", "change"),
        Row("explain [the|a|this|that] <odd>", change, "explain the spike", "change"),
        Row("explain", change, "explain", "change"),
        Row("what [is|was] drove|drives|driving|caused|causes|causing|explains|moved "
            "[the|a|this|that] [<odd>]", change, "what caused the spike", "change"),
        Row("[the|a|any] trend|trends", change, "the trend", "change"),
        Row("[anything|something|any] <odd> [day|days|usage]", unusual, "anomalies", "unusual"),
        Row("[of|from] [the|our|my|this] [monthly|quarterly|yearly] <allowance:limit>", allowance,
            "of our allowance", "allowance"),
        Row("[the|our|my] <allowance:limit> [is] <left>", allowance, "allowance left", "allowance"),
        Row("<left>", allowance, "left", "allowance"),
        Row("unused <unit:unit>", allowance, "unused sessions", "allowance of session"),
        Row("[the|our|any] overage|overages", allowance, "overage", "allowance"),
        Row("%|percent|percentage used", allowance, "% used", "allowance"),
        Row("[the|our|my] <allowance:limit> status|usage", allowance, "budget status",
            "allowance by cost"),
        Row("vs|versus|against [the|our|my] <allowance:limit>", allowance, "vs budget",
            "allowance by cost"),
        Row("[are we] on track", allowance, "are we on track", "allowance"),
        Row("[going|about] [to] exceed|exceeds|exceeding|exceeded|hit|reach|surpass [the|our|my] "
            "<allowance:limit>", allowance, "going to exceed our allowance", "allowance"),
        Row("[how] close|closer|near [are|is|am] [we|i] [to] [the|our|my] <allowance:limit>",
            allowance, "close to the limit", "allowance"),
        Row("[going] [to] go|going|goes|went over [the|our|my] <allowance:limit>", allowance,
            "go over our allowance", "allowance"),
        Row("<no_how> will|would|did we go over", allowance, "will we go over", "allowance"),
        Row("are|were we going over", allowance, "are we going over", "allowance"),
        Row("[how] [many] days until|till|before we run out", allowance,
            "how many days until we run out", "allowance"),
        Row("[how] [many] days until|till|before [the|our|my] <allowance:limit> runs|is "
            "out|up|gone", allowance, "days until the allowance runs out", "allowance"),
        Row("[by] how much|far did|do|have|are we exceed|exceeded|exceeding|over [the|our|my] "
            "<allowance:limit>", allowance, "by how much did we exceed the allowance", "allowance"),
        Row("when do|will|would|did we exceed|hit|reach|surpass [the|our|my] <allowance:limit>",
            allowance, "when do we hit the limit", "allowance"),
        Row("days left", allowance, "days left", "allowance"),
        Row("<allowance:limit> vs|versus actual|usage|use|spend", allowance, "budget vs actual",
            "allowance by cost"),
        Row("actual|actuals vs|versus [the|our] <allowance:limit>", allowance, "actual vs budget",
            "allowance by cost"),
        Row("compare|compared [usage|it|this] to|with|against [the|our|my] <allowance:limit>",
            allowance, "compare usage to our allowance", "allowance"),
        Row("how much|far over are|were we", allowance, "how much over are we", "allowance"),
        Row("how long will [the|our|my] <allowance:limit> last", allowance,
            "how long will our allowance last", "allowance"),
        Row("[days] <left> in|of|from [the|our|my] <allowance:limit>", allowance,
            "days left in the allowance", "allowance"),
        Row("%|percent|percentage of [the|our|my] <allowance:limit> [used]", allowance,
            "percentage of the allowance used", "allowance"),
        Row("how far are we through|into [the|our|my] <allowance:limit>", allowance,
            "how far are we through our allowance", "allowance"),
        Row("[when|how] [soon] [will|would|do|did|are] [we|i] [going] [to] run|running|ran out "
            "[of] [<unit:unit>] [of] [<allowance:limit>]", allowance, "when will we run out",
            "allowance"),
        Row("over or under [the|our] <allowance:limit>", allowance, "over or under budget",
            "allowance by cost"),
        Row("[stay|keep|remain|be] over|under|within [the|our] <allowance:limit>", allowance,
            "over our allowance", "allowance"),
        Row("[the] [<average>] <cost> per|a|each|/ <unit:unit>", cost_per, "cost per session",
            "cost per session"),
        Row("[the] <cost> of a|an|one|each <unit:unit>", cost_per, "the cost of a session",
            "cost per session"),
        Row("how much|what does|do|is|are a|an|one|each <unit:unit> <cost>", cost_per,
            "how much does a session cost", "cost per session"),
        Row("[the] <cost>", cost, "cost", "cost"),
        Row("[so|that|this] expensive|costly|pricey|costlier|dearer|pricier|cheaper", cost,
            "so expensive", "cost"),
        Row("by|per|in|with [the|their] <cost>", cost, "by cost", "cost"),
        Row("[the|our|my] [most] <dear> <each:whose>", dearest_bot, "most expensive bot",
            "top bot by cost"),
        Row("[which|what] <each:whose> [is|was|are|were] [the] [most] <dear>", dearest_bot,
            "which bot is the most expensive", "top bot by cost"),
        Row("[which|what] <each:whose> [has|did] cost|costs|costed [us|me] [the] most", dearest_bot,
            "which bot costs us the most", "top bot by cost"),
        Row("[the|our|my] <cheap> <each:whose>", cheapest_bot, "cheapest bot", "last bot by cost"),
        Row("[which|what] <each:whose> [is|was|are|were] [the] <cheap>", cheapest_bot,
            "which bot is cheapest", "last bot by cost"),
        Row("[the] <most> [used] <each:whose>", top_bot, "biggest bot", "top bot"),
        Row("which|what <each:whose> [has|had|have|is|was|are|were] [used|uses|made|got] "
            "[the] most [<unit:unit>]", top_bot, "which bot used the most sessions",
            "top bot of session"),
        Row("who used|uses|using|made [the] most [<unit:unit>]", top_bot, "who used the most",
            "top bot"),
        Row("which|what <each:whose> [has|had|have|is|was] [the] <most>", top_bot,
            "which bot is the biggest", "top bot"),
        Row("[the] most|highest <unit:unit> per|by <each:whose>", top_bot, "most requests per bot",
            "top bot of request"),
        Row("[the] <each:whose> with [the] most|highest <unit:unit>", top_bot,
            "bots with most requests", "top bot of request"),
        Row("rank|ranked|sort|sorted|order [the|our|all] bots by <cost>", dearest_bot,
            "rank bots by cost", "top bot by cost"),
        Row("rank|ranked|sort|sorted|order [the|our|all] bots [by] [<unit:unit>] [usage|use]",
            top_bot, "rank bots by sessions", "top bot of session"),
        Row("[all] [the|our] bots [ranked|sorted|ordered] by usage|use|traffic|activity", top_bot,
            "bots by usage", "top bot"),
        Row("[all] [the|our] bots [ranked|sorted|ordered] by <unit:unit>", top_bot,
            "bots by sessions", "top bot of session"),
        Row("[the|our] unused|idle|inactive bot|bots", last_bot, "unused bots", "last bot"),
        Row("which|what bot|bots is|are|was|were unused|idle|inactive", last_bot,
            "which bots were idle", "last bot"),
        Row("bot|bots with|without [no|any] usage", last_bot, "bots without usage", "last bot"),
        Row("which|what bot|bots has|have|had no usage|use|<unit>", last_bot,
            "which bots have no usage", "last bot"),
        Row("[the|a|our] [bot|bots] leaderboard|ranking [of] [the|our] [bot|bots]", top_bot,
            "bot ranking", "top bot"),
        Row("[the] most used|active|popular <each:whose>", top_bot, "most used bot", "top bot"),
        Row("[the] <least> [used] <each:whose>", last_bot, "smallest bot", "last bot"),
        Row("[the] least used <each:whose>", last_bot, "least used bot", "last bot"),
        Row("which|what <each:whose> [has|had|have|is|was|are|were] [used|uses|made|got] "
            "[the] least|fewest [<unit:unit>]", last_bot, "which bot used least", "last bot"),
    ),
    top=frozenset("top best record biggest largest".split()),
    most_of=frozenset("max maximum most".split()),
    least_of=frozenset("min minimum fewest".split()),
    no_unit=Led(_no_unit, frozenset(("per", "a", "each", "/"))),
    unit=Led(read_unit, UNIT_BEGINS), moves=Led(read_moves, MOVES_AND_MOVING), no_how=NO_HOW,
    size=SIZES,
    adverb=ROWS_BY, span=SPANS, forecast=FORECASTS, peak=PEAKS, low=LOWS, average=AVERAGES,
    talk=TALKS, odd=ODD, allowance=Led(read_allowance, ALLOWANCES),
    fiscal=read_fiscal_unit, left=LEFT, cost=COSTS, dear=DEAR, cheap=CHEAP, most=MOST, least=LEAST,
    each=COMPARED,
)  # fmt: skip
