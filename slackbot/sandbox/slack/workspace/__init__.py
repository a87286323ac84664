"""What the sandbox's Slack remembers: people, channels, messages and files."""
