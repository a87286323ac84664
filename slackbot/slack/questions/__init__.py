"""Draws and sends what people read of questions: the parent, the answer, files and help."""
