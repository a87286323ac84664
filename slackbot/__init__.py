"""slackbot: ask in Slack what your Kore.ai bots cost."""
