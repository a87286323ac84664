"""The edge to Slack: `inbound` requests, `outbound` calls, messages per feature, the directory."""
