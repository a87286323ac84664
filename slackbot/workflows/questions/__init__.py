"""Questions: opens the thread, fetches the figures, delivers the answer."""
