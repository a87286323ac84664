"""Edge: Slack. listeners (in), messages (pure drawing), notifier (out), directory (who, where)."""
