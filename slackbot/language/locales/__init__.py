"""Reads questions in other languages than English: one file a language, named by its code.

`translation` puts a text into the English that the reader of questions knows; `phrases` has the
rows that all languages share, `dictionary` the words that come with dateparser, and `de`, `fr`, ...
those that it lacks and the phrases whose order is the language's own. A new language is one file.
"""
