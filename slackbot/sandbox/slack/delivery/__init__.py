"""How the sandbox's Slack hands the app what people do."""
