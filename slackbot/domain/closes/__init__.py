"""Month closes: a channel's figures, prices and costs of a month, frozen under a number."""
