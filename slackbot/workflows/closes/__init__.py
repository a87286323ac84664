"""Month closes: opens, freezes, reopens and lists them."""
