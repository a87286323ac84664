"""Forms: each is a row of `table.FORMS`, whose fields become the words of a command."""
