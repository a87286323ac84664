"""Draws docs/demo.svg, the picture in the README: what the demo shows for one question."""

import io
import re
from pathlib import Path

from rich.console import CONSOLE_SVG_FORMAT, Console

from slackbot.sandbox.demo import demo

QUESTION = "16-22 Nov 2026 by day"
PICTURE = Path(__file__).parent / "demo.svg"

if __name__ == "__main__":
    console = Console(record=True, width=96, file=io.StringIO(), highlight=False)
    demo(QUESTION, console)
    # Without rich's web fonts: the picture needs nothing from elsewhere.
    form = re.sub(r"@font-face \{\{.*?\}\}", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
    console.save_svg(str(PICTURE), title="#support-bots", code_format=form)
