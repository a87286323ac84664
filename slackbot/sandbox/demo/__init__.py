"""`slackbot demo`: runs the app between a stand-in for Slack and one for Kore.ai, to be tried."""
