"""Receives Slack's requests: commands, clicks and mentions, over Socket Mode or HTTP."""
