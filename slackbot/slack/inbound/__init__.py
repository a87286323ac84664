"""Takes what comes from Slack: commands, clicks and mentions, over Socket Mode or HTTP."""
