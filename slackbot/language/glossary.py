"""Explains words of Kore.ai's bill and of this app: one row for each."""

from typing import Final, Literal

Term = Literal[
    "session", "conversation", "request", "alert message", "proactive message",
    "settled", "provisional", "allowance", "digest", "alert", "unit", "link", "source",
    "difference",
]  # fmt: skip

# The term for each word that people ask about.
WORDS: Final[dict[str, Term]] = {
    "session": "session", "sessions": "session", "billing session": "session",
    "conversation": "conversation", "conversations": "conversation",
    "request": "request", "requests": "request", "message": "request", "messages": "request",
    "alert message": "alert message", "alert messages": "alert message",
    "alert session": "alert message", "alert sessions": "alert message",
    "proactive": "proactive message", "proactive message": "proactive message",
    "proactive messages": "proactive message",
    "settled": "settled", "settled figures": "settled", "when settled": "settled",
    "provisional": "provisional", "provisional figures": "provisional",
    "allowance": "allowance", "allowances": "allowance",
    "unit": "unit", "units": "unit", "billing unit": "unit", "billing units": "unit",
    "digest": "digest", "digests": "digest", "alert": "alert", "alerts": "alert",
}  # fmt: skip

_BILLED: Final = (
    "Which of the five units Kore.ai bills depends on your plan. They overlap, so I never add them "
    "up."
)
MEANINGS: Final[dict[Term, str]] = {
    "session": "*Session*: a block of 15 minutes in which somebody uses a bot, pauses included. "
    "31 minutes are 3 sessions. Time with a human agent doesn't count. Enterprise plans are billed "
    f"by session. {_BILLED}",
    "conversation": "*Conversation*: one exchange between a user and a bot, of any length. It ends "
    f"after 15 minutes without activity. Standard plans are billed by conversation. {_BILLED}",
    "request": f"*Request*: a message from a user to a bot. {_BILLED}",
    "alert message": "*Alert message*: a notification that an alert task of a bot delivers to a "
    "user. Each one delivered counts as one. They have nothing to do with my own alerts: see "
    f"`/billing help alerts`. {_BILLED}",
    "proactive message": "*Proactive message*: a notification that a bot sends to a user who "
    f"didn't ask for it. {_BILLED}",
    "settled": "*Settled*: Kore.ai's figures can change for a while after an hour, a day or a "
    "month is over. When that time has passed I take them as final, and reuse them. To fetch them "
    "again, try `/billing last week fresh`",
    "provisional": "*Provisional*: the period isn't over, or ended so recently that Kore.ai's "
    "figures can still change. When they no longer do, they are settled.",
    "allowance": "*Allowance*: how many sessions or other units your contract includes per month, "
    "quarter or year. Kore.ai doesn't report it, so tell me yours: `/billing allowance 40000 "
    "sessions per month`. Answers then show how much of it is used.",
    "digest": "*Digest*: a report that I post by myself, such as each Monday. Set one up with "
    "`/billing digest every Monday at 9`",
    "alert": "*Alert*: a rule that I check, and a message when it's true: `/billing alert when "
    "sessions > 10000 per day`. Kore.ai's own unit of that name is explained by `/billing what is "
    "an alert message`",
    "unit": "*Units*: Kore.ai counts sessions (blocks of 15 minutes), conversations (a whole "
    "exchange), requests (a user's message), alert messages and proactive messages. "
    f"{_BILLED} `/billing what is a session` says more about one.",
    "link": "*Linking a bot*: `/billing link st-… as SupportBot`. Its ID starts with `st-`; it's "
    "in Kore.ai under App Settings. `/billing bots` lists those linked here.",
    "source": "*Source*: all figures come from Kore.ai's billing usage API. The last line of an "
    "answer says when they were fetched. Figures that can no longer change are cached; add "
    "`fresh` to fetch them again.",
    "difference": "*Figures that differ*: Kore.ai's console shows days in UTC+5:30 unless it's set "
    "otherwise, and I count them in your zone. A linked app counts by itself, not in its parent "
    "app. Recent figures can still change. To fetch them again, try `/billing last week fresh`",
}
