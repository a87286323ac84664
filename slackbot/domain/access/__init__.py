"""Access in a workspace: its installation, settings, rights, tokens and the audit of changes."""
