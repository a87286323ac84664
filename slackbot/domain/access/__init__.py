"""Who has access to what in a workspace: its installation and settings, rights, tokens, and the
audit of changes."""
