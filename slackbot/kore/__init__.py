"""The edge to Kore.ai's Billing Usage Summary API, over httpx."""
