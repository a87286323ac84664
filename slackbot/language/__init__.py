"""Reads the words of people into values of the domain; `commands.read_command` is the way in.

`core` reads what all texts are made of: tokens, numbers, bots, zones, people. `periods` reads times
of which a question may be, `questions` a whole question (`reading.read_query`), its refusal and its
follow-up. `schedules` reads how often something comes, and `digests` a digest
(`reading.read_digest`). `alerts` reads a rule (`reading.read_alert`) from its `clauses`, which
`rules` put together. `allowances` reads what a channel may use and what it costs. `questions.forms`
is the table that tests and docs/dates.md run on.

Every word of a text is accounted for, or the text is refused with words that would work.
"""
