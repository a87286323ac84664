"""The Web API of the sandbox's Slack."""
