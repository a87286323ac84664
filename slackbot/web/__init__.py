"""HTTP: Slack's requests in, and how the app is for whoever looks after it."""
