"""The two databases: connections, retries, transactions and migrations."""
