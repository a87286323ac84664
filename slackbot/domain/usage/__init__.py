"""Usage: jobs that fetch figures, the report, comparisons, forecasts, and the ledger."""
