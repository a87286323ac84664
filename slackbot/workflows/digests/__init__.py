"""Digests: people set them up and manage them, the clock starts them, failed runs are retried."""
