"""Opens forms, shows what they say, and takes what is submitted as words that people could type."""
