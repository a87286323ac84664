"""The edge to durable execution. Only this folder imports DBOS."""
