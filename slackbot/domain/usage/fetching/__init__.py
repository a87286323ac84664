"""Fetching: jobs and their plan, the ledger, receipts, and how much days still grow."""
