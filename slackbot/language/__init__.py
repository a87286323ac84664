"""Reads people's words into values of the domain. Nothing here asks Slack, Kore.ai or a clock.

`commands.read_command` is the way in: it says what kind of command a text is. Each kind has one
function that reads its words in a `context.ReadingContext`, which says when and where they are
read, with which habits, and which bots the channel knows.

| To read …                                | call                              | in           |
| ---------------------------------------- | --------------------------------- | ------------ |
| a question: `last week by day`           | `reading.read_query`              | `questions`  |
| a follow-up in a thread: `by hour`       | `follow_up.read_follow_up`        | `questions`  |
| a digest: `every Monday at 9`            | `reading.read_digest`             | `digests`    |
| what a digest asks at one of its slots   | `asked.query_at`                  | `digests`    |
| an alert: `sessions over 500 per day`    | `reading.read_alert`              | `alerts`     |
| an allowance or a price                  | `read_allowance_command`          | `allowances` |

They share three rooms. `core` has the parts of every text: tokens, numbers, names of bots, zones,
mentions, and what is a slip of the finger. `periods` reads the times that a question can be about.
`schedules` reads how often something comes. `questions.forms` is the table of all phrases with
their meanings: the tests and docs/dates.md run on it.

Each word of a text is accounted for, or the text is refused with words that would work.
"""
