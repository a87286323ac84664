"""Reads people's words into values of the domain. Nothing here asks Slack, Kore.ai or a clock.

`commands.read_command` is the way in: it returns the kind of command that a text is, and
`understanding.meaning_of` returns what the command means in a channel. Readers take a
`context.ReadingContext`, which holds the time, the zone, the habits and the bots of the channel.

| To read …                              | call                              | in                 |
| -------------------------------------- | --------------------------------- | ------------------ |
| a question: `last week by day`         | `reading.read_query`              | `questions`        |
| a question in a thread: `by hour`      | `asked.read_question`             | `questions`        |
| a digest: `every Monday at 9`          | `reading.read_digest`             | `digests`          |
| what a digest asks at one of its slots | `asked.query_at`                  | `digests`          |
| an alert: `sessions over 500 per day`  | `set_up.read_rule`                | `alerts`           |
| an allowance or a price                | `read_allowance_command`          | `money`            |
| a verb on a digest or alert: `pause`   | `read_managed`                    | `verbs`            |
| a filter for the log of changes        | `read_audit`                      | `audit`            |
| a question about a change: `undo`      | `read_history`                    | `history`          |
| a setting of a channel or a workspace  | `read_setting`                    | `channel_settings` |
| small talk, and commands in other words | `read_wording`                    | `chat`             |
| a command in a sentence                 | `read_paraphrase`                 | `paraphrases`      |

`glossary` explains words, such as `what is a session`. `unreported` lists figures that Kore.ai
does not report, such as users, with what comes near.

They share these packages:

- `core` cuts a text into tokens and has the parts of every text: words, numbers, amounts, dates
  that leave something out, and the patterns with which phrases are rows.
- `names` reads names: bots, people and groups, time zones, public holidays.
- `periods` reads the times that a question can be about.
- `schedules` reads how often and at what time a digest comes.
- `slips` mends slips of the finger, and offers texts in the place of a refused one.
- `locales` puts a question of another language into English, with one table for each language.

`questions.forms` is the table of all phrases with their meanings: the tests and docs/dates.md run
on it. Each word of a text is accounted for, or the text is refused with words that would work.
"""
