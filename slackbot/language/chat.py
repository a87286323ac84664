"""Reads whole sentences that are no question about usage: small talk, and commands in other
words."""

from typing import Final, Literal

from slackbot.domain.frozen import FrozenModel
from slackbot.language.core.courtesy import behind_please
from slackbot.language.core.patterns import Row, Table
from slackbot.language.core.tokens import Text
from slackbot.language.glossary import WORDS, Term

Talk = Literal["hello", "thanks", "ok", "yes", "ping", "version"]


class Chat(FrozenModel):
    """Small talk, which gets a short word back."""

    talk: Talk


class Explain(FrozenModel):
    """`/billing what is a session`."""

    term: Term


Wording = Chat | Explain | str
OUR: Final = frozenset("the our my all your this channel's".split())


def _term(t: Text, i: int) -> tuple[Term, int] | None:
    """Return the term at `i`: the longest that there is."""
    for length in (2, 1):
        if (found := WORDS.get(" ".join(t.words[i : i + length]))) and i + length <= len(t.words):
            return found, i + length
    return None


def _whats(t: Text, i: int) -> tuple[None, int] | None:
    """Read `what is`, `what's`, `whats`, `what are`."""
    if t.words[i : i + 1] == ("whats",):
        return None, i + 1
    if t.words[i : i + 1] != ("what",):
        return None
    return None, i + 1 + (t.words[i + 1 : i + 2] in {("is",), ("are",), ("s",)})


def _mismatch(t: Text, i: int) -> tuple[None, int] | None:
    """Read `doesn't match`, `do not agree with`, `differ from`."""
    if t.words[i : i + 1] and t.words[i] in {"differs", "differ"}:
        return None, i + 1 + (t.words[i + 1 : i + 2] == ("from",))
    for no in (("doesn", "'", "t"), ("don", "'", "t"), ("doesnt",), ("dont",), ("does", "not"),
               ("do", "not"), ("did", "not"), ("didn", "'", "t")):  # fmt: skip
        j = i + len(no)
        if t.words[i:j] == no and t.words[j : j + 1] in {("match",), ("agree",), ("fit",)}:
            return None, j + 1 + (t.words[j + 1 : j + 2] == ("with",))
    return None


WORDINGS: Final = Table[Wording](
    (
        Row("hi|hello|hey|hiya|hallo|howdy|yo [<whom>]", lambda: Chat(talk="hello"),
            "hi there", "hello"),
        Row("good morning|afternoon|evening|day|night [<whom>]", lambda: Chat(talk="hello"),
            "good morning", "hello"),
        Row("thanks|thx|ty|cheers|merci|danke [a] [lot] [<whom>]", lambda: Chat(talk="thanks"),
            "thanks a lot", "thanks"),
        Row("thank you [so|very] [much] [<whom>]", lambda: Chat(talk="thanks"),
            "thank you very much", "thanks"),
        Row("<fine>", lambda: Chat(talk="ok"), "ok", "ok"),
        Row("<fine> [,|-] <fine>", lambda: Chat(talk="ok"), "ok cool", "ok"),
        Row("+ ~ 1", lambda: Chat(talk="ok"), "+1", "ok"),
        Row("got it", lambda: Chat(talk="ok"), "got it", "ok"),
        Row("never mind", lambda: Chat(talk="ok"), "never mind", "ok"),
        Row("sounds|looks good|great", lambda: Chat(talk="ok"), "sounds good", "ok"),
        Row("well done", lambda: Chat(talk="ok"), "well done", "ok"),
        Row("good|great|nice|awesome job|bot|work", lambda: Chat(talk="ok"), "good job", "ok"),
        Row("yes|yep|yeah|no|nope|sure [please|thanks]", lambda: Chat(talk="yes"),
            "no thanks", "yes"),
        Row("ping|test|testing [test|testing]", lambda: Chat(talk="ping"), "ping", "ping"),
        Row("is it|this|everything working|ok|up|broken|down", lambda: Chat(talk="ping"),
            "is it working", "ping"),
        Row("how are you [doing] [today]", lambda: Chat(talk="hello"), "how are you", "hello"),
        Row("are you a|an|the bot|robot|human|person|ai", lambda: "help", "are you a bot", "help"),
        Row("i love|like|hate you|it|this", lambda: Chat(talk="ok"), "I love it", "ok"),
        Row("are you there|alive|up|ok|working|online|awake", lambda: Chat(talk="ping"),
            "are you there", "ping"),
        Row("[what] [is] [your] version", lambda: Chat(talk="version"), "version", "version"),
        Row("what|how can|could you do|help [for] [me|us]", lambda: "help",
            "what can you do", "help"),
        Row("what do you do", lambda: "help", "what do you do", "help"),
        Row("who made|built|wrote you|this", lambda: "help", "who made you", "help"),
        Row("sorry|oops", lambda: Chat(talk="ok"), "sorry", "ok"),
        Row("<whats> new", lambda: "help", "what's new", "help"),
        Row("<whats> up", lambda: Chat(talk="hello"), "what's up", "hello"),
        Row("what|who are you", lambda: "help", "what are you", "help"),
        Row("what is this", lambda: "help", "what is this", "help"),
        Row("what can i|we ask|do [you]", lambda: "help", "what can I ask", "help"),
        Row("how do i|we|you use this|it|you", lambda: "help", "how do I use this", "help"),
        Row("how does this|it work", lambda: "help", "how does this work", "help"),
        Row("how do you work", lambda: "help", "how do you work", "help"),
        Row("commands|documentation|docs|manual|guide|instructions|examples|faq|tutorial|menu",
            lambda: "help", "documentation", "help"),
        Row("<fine> [,|-] thanks|thx|ty|cheers", lambda: Chat(talk="thanks"), "ok thanks",
            "thanks"),
        Row("<fine> [,] thank you", lambda: Chat(talk="thanks"), "great, thank you", "thanks"),
        Row("this|that|these|those|it [is|are|numbers|figures] [look|looks|seem|seems] [all] "
            "<wrong>", lambda: Explain(term="difference"), "these numbers look wrong",
            "difference"),
        Row("<our> numbers|figures|data|answer|total|totals is|are|look|looks|seem|seems "
            "<wrong>", lambda: Explain(term="difference"), "the numbers are wrong", "difference"),
        Row("this|that|these|it|they|numbers|figures [numbers|figures] <mismatch> <our> <console>",
            lambda: Explain(term="difference"), "this doesn't match the console", "difference"),
        Row("why is|are [this|that|it|these|they|the] [numbers|figures] different|off|wrong "
            "[from|than] [the|in] [<console>]", lambda: Explain(term="difference"),
            "why is this different from Kore", "difference"),
        Row("where do|does|did [this|that|these|it|they|the|your] [numbers|figures|data] come "
            "from", lambda: Explain(term="source"), "where does this come from", "source"),
        Row("how fresh|current|recent|old|live|accurate is|are <our> [numbers|figures|data]",
            lambda: Explain(term="settled"), "how fresh is the data", "settled"),
        Row("is|are <our> numbers|figures|data <live>", lambda: Explain(term="settled"),
            "is this data live", "settled"),
        Row("when was|were|is|are <our> [numbers|figures|data] [last] updated|refreshed|fetched",
            lambda: Explain(term="settled"), "when was this last updated", "settled"),
        Row("how is|are|do|does [you|kore] [calculate] [the|our|a] <cost> [calculated|computed]",
            lambda: "help price", "how is the cost calculated", "help price"),
        Row("[what|where] [is|s] [your|the] data source", lambda: Explain(term="source"),
            "data source", "source"),
        Row("how do|can|to|would [i|we|you] link|add|connect|register [a|another|the|my|our|new] "
            "[new] bot|bots|app|apps", lambda: Explain(term="link"), "how do I add a bot", "link"),
        Row("add|connect|register bot", lambda: Explain(term="link"), "add bot", "link"),
        Row("link|add|connect|register a|another|the|my|our|new [new] bot|bots|app|apps",
            lambda: Explain(term="link"), "add a bot", "link"),
        Row("how is|are [our] usage|billing counted|billed|calculated|measured|done",
            lambda: Explain(term="unit"), "how is usage billed", "unit"),
        Row("how is|are [a|an|the] <term:term> counted|billed|calculated|measured|defined",
            lambda term: Explain(term=term), "how are sessions counted", "session"),
        Row("how do|does you|kore|we count|define|measure [a|an|the] <term:term>",
            lambda term: Explain(term=term), "how do you count a session", "session"),
        Row("[what] [is|s] [the] difference between [a|an|the] <term> and|or|& [a|an|the] <term>",
            lambda: Explain(term="unit"), "difference between sessions and conversations", "unit"),
        Row("is|are [a|an|the] <term> [the] [same] [as] [a|an|the] <term>",
            lambda: Explain(term="unit"), "is a session a request", "unit"),
        Row("<term> or <term>", lambda: Explain(term="unit"),
            "sessions or conversations", "unit"),
        Row("what do|can you count|measure|track", lambda: Explain(term="unit"),
            "what do you count", "unit"),
        Row("[what|which] [are] [the] units [are] [there]", lambda: Explain(term="unit"),
            "which units are there", "unit"),
        Row("<whats> [a|an|the] <term:term>", lambda term: Explain(term=term),
            "what is a session", "session"),
        Row("define|explain|meaning [of] [a|an|the] <term:term>",
            lambda term: Explain(term=term), "define conversation", "conversation"),
        Row("what does|do [a|an|the] <term:term> mean", lambda term: Explain(term=term),
            "what does settled mean", "settled"),
        Row("what counts as [a|an|the] <term:term>", lambda term: Explain(term=term),
            "what counts as a session", "session"),
        Row("<shows> [me] [<our>] budget|budgets", lambda: "budget", "show budget", "budget"),
        Row("<whats> <our> budget|budgets", lambda: "budget", "what's our budget", "budget"),
        Row("what budget|budgets do we have", lambda: "budget", "what budget do we have",
            "budget"),
        Row("<shows> [me] [<our>] allowance|allowances|quota", lambda: "allowance",
            "show allowance", "allowance"),
        Row("<whats> <our> allowance|allowances|quota", lambda: "allowance",
            "what's our allowance", "allowance"),
        Row("what allowance|allowances|quota do we have", lambda: "allowance",
            "what allowance do we have", "allowance"),
        Row("<shows> [me] [<our>] price|prices|rate|rates", lambda: "price",
            "show prices", "price"),
        Row("<whats> <our> price|prices|rate|rates", lambda: "price",
            "what are our prices", "price"),
        Row("<shows> [me] [<our>] bots", lambda: "bots", "show bots", "bots"),
        Row("bots list", lambda: "bots", "bots list", "bots"),
        Row("what|which bots [do we|you have|know]", lambda: "bots",
            "what bots do we have", "bots"),
        Row("what|which bots are there|linked|here", lambda: "bots",
            "which bots are linked", "bots"),
        Row("<whats> <our> bots", lambda: "bots", "what are our bots", "bots"),
        Row("config|configuration|configure|setup|preferences|options", lambda: "settings",
            "config", "settings"),
        Row("[<shows>] [me] [<our>] setting|settings|config|configuration", lambda: "settings",
            "show settings", "settings"),
        Row("<whats> <our> setting|settings|timezone", lambda: "settings",
            "what are our settings", "settings"),
        Row("what|which timezone|zone [are|is] [you|this] [using|use|in|on]", lambda: "settings",
            "what timezone are you using", "settings"),
        Row("timezone", lambda: "settings", "timezone", "settings"),
        Row("time zone", lambda: "settings", "time zone", "settings"),
    ),
    wrong=frozenset("wrong incorrect off bad weird strange broken inaccurate".split()),
    console=frozenset("console kore dashboard portal invoice bill".split()),
    whom=frozenset("there billing bot all everyone everybody team again you folks".split()),
    fine=frozenset("ok okay k kk cool great nice perfect awesome fine bye goodbye good lol "
                   "understood".split()),
    shows=frozenset("show list view see display".split()),
    our=OUR,
    live=frozenset("live fresh current accurate final settled complete realtime".split()),
    cost=frozenset("cost costs price prices".split()),
    mismatch=_mismatch,
    term=_term,
    whats=_whats,
)  # fmt: skip


def read_wording(t: Text) -> Wording | None:
    """Return small talk, a word to explain, or the typed words of a command, where the whole text
    is one of these in other words; else None."""
    for i in dict.fromkeys((0, behind_please(t))):
        if found := WORDINGS.read_rest(t, i):
            return found
    return None
