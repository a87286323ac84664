"""`slackbot`, also as `python -m slackbot`."""

import sys

from slackbot.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
