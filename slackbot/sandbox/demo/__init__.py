"""`slackbot demo`: the app between the two stand-ins, in a terminal."""
