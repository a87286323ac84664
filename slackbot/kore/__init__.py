"""Edge: Kore.ai's Billing Usage Summary API over httpx."""
