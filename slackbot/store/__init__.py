"""The edge to the database: one small store for each noun that must survive a restart."""
