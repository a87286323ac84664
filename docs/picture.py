"""Draws the pictures in the README: what the demo shows for some commands."""

import io
import re
from pathlib import Path

from rich.console import CONSOLE_SVG_FORMAT, Console

from slackbot.sandbox.demo.run import demo

PICTURES = {
    "demo.svg": ["16-22 Nov 2026 by day"],
    "digest.svg": ["digest every Monday at 9am for SupportBot", "digests send 1"],
    "alert.svg": ["alert at 50, 80 and 100 % of 60000 sessions per month", "Save", "alerts"],
}

if __name__ == "__main__":
    for name, commands in PICTURES.items():
        console = Console(record=True, width=96, file=io.StringIO(), highlight=False)
        demo(commands, console)
        # Without rich's web fonts: the picture needs nothing from elsewhere.
        form = re.sub(r"@font-face \{\{.*?\}\}", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
        picture = str(Path(__file__).parent / name)
        console.save_svg(picture, title="#support-bots", code_format=form)
