"""Draws and sends the messages of questions: the parent, the answer, files and help."""
