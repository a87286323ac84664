"""The words of a question: periods, filters, refusals. `reading.read_query` is the way in.

In the order of reading: `tokens` (the text in pieces, evened out), `sentence` (pieces into clauses,
by `clauses`, `names`, `comparison`, `zones` and the `dates_*`), `reading` (clauses into a
`UsageQuery`, with `spans` and `instants` turning phrases into moments) or `refusal` (the words that
stood in the way). `dates` reads one date, `dates_period` what is made of dates, `dates_relative`
what counts from now; `words` and `vocabulary` are the closed lists, `forms` the table that tests
and docs/dates.md run on.
"""
