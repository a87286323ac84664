"""Stores the state of the sandbox's Slack: people, channels, messages and files."""
