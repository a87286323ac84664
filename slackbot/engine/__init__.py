"""Edge: durable execution. Only this folder knows DBOS."""
