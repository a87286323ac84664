"""`/billing help digests`, `alerts`, `allowance`, `price`: one page each."""

from typing import Final

DIGESTS: Final = """*Digests: figures on a schedule*
`/billing digest every Monday at 9` – last week's figures, each Monday
`/billing digest every weekday at 7:45 in Berlin sessions` – sessions since the one before
`/billing digest every other Friday at 16:30 by day for {bot}` – two weeks, day by day
`/billing digest on the 1st of each month at 9 for all` – the month before, all bots
`/billing digest on the last day of each month at 17:00` – also `month end`; one day each
`/billing digest on the first Monday of each month by week` – or the second, third, fourth, last
`/billing digest quarterly by month` – the quarter before, on its first day
`/billing digest every Monday at 9 when settled` – waits until Kore.ai's figures are final
`/billing digest daily at 8 last 7 days vs previous period` – a period of your own
`/billing digest every Monday at 9 as csv` – with all its figures as a file
What follows the schedule is any question that I can answer; without a period it is about the \
time since the digest before."""
DIGESTS_KEPT: Final = """*Digests of this channel*
`/billing digests` – the list, with buttons
`/billing digests history 2` – how number 2 went
`/billing digest edit 2 every Tuesday at 10` – another digest in its place
`/billing digest 2 at 10`, `/billing move digest 2 to Tuesday` – one part changes, the rest stays
`/billing digest send 2 now` – try it: it comes at once
`/billing digest pause 2`, `/billing digest resume 2`, `/billing digest remove 2`
`/billing pause the digest` – without a number where there is only one
`/billing undo` – take back your last change; `/billing who set digest 2`"""
ALERTS: Final = """*Alerts: when usage needs your attention*
`/billing alert sessions over 500 per day` – once on each such day
`/billing alert sessions over 500 per day for each bot` – each on its own; or `for {bot}`
`/billing alert sessions at most 1000 per week` – too few, judged when the week is settled
`/billing alert requests over 2000 in any 24 h` – the last hours, whenever they end
`/billing alert at 80 and 100% of 40000 sessions per month` – once for each level
`/billing alert at 80 and 100% of our allowance` – the one that is set, as it is then
`@Billing alert at 80%, at 100% notify @anna of 40000 sessions per month` – notifies her at 100 %
`/billing alert cost over 500 USD per month` – by the prices here; also `cost up 30% on last week`
`/billing alert sessions up 30% on the week before, and by at least 200` – a change
`/billing alert sessions forecast over 40000 per month` – before it happens
`/billing alert requests unusually low` – for its weekday; also `unusually high`, `unusual`
`/billing alert no requests for 24 h on weekdays for each bot` – a bot stops working
`/billing alert sessions over 500 per day, in 2 of 3 checks, at most once per 6 h` – less often
Before you save one, it is tried on the past 90 days."""
ALERTS_KEPT: Final = """*Alerts of this channel*
`/billing alerts` – the list, with buttons
`/billing alerts history` – what was sent
`/billing alert test 2` – whether it would alert now
`/billing alert edit 2 sessions over 800 per day` – another rule in its place
`/billing change alert 2 to 800` – one part changes, the rest stays
`/billing alert mute 2`, `/billing alert unmute 2` – still checked, but silent
`/billing alert pause 2`, `/billing alert resume 2`, `/billing alert remove 2`
`/billing mute the alert` – without a number where there is only one
`/billing undo` – take back your last change; `/billing who set alert 2`"""
ALLOWANCE: Final = """*Allowances: what usage is measured against*
`/billing allowance` – what is set
`/billing allowance 40000 sessions per month` – answers then say how much of it is used
`/billing allowance 40000 sessions per month from the 15th` – where your month begins later
`/billing allowance 120k sessions per quarter` – also `per year`
`/billing allowance 5000 requests per month for {bot}` – of one bot
`/billing budget 5000 EUR per month` – the same in money, by the prices here
`/billing allowance remove` – remove them
To be alerted in time: `/billing alert at 80 and 100% of our allowance`, or `of our budget`."""
PRICE: Final = """*Prices: Kore.ai reports usage, not cost, so add your rate*
`/billing price` – what is set
`/billing price 0.20 USD per conversation` – answers then have costs; also `$`, `€` and `£`
`/billing price 0.25 USD per conversation from 1 July` – earlier days keep the earlier price
`/billing price 10000 sessions included per month, then 0.05 USD` – or `beyond the allowance`
`/billing price 500 EUR flat per month` – also per quarter or year
`/billing price 0.10 EUR per request for {bot}` – of one bot
`/billing price remove` – remove them
`/billing close October` – freezes a month for finance; `/billing closes` lists them
`/billing reconcile October 41230 sessions` – why an invoice says something else"""
PAGES: Final = {
    "digests": (DIGESTS, DIGESTS_KEPT),
    "alerts": (ALERTS, ALERTS_KEPT),
    "allowance": (ALLOWANCE,),
    "price": (PRICE,),
}
