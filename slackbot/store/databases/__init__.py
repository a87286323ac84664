"""The two databases: their connections, retries, transactions and migrations."""
