"""Pictures of figures over time, for where Slack's own charts do not fit."""
