"""Delivers people's actions from the sandbox's Slack to the app."""
