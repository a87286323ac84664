"""Draws one picture: reads a Vega-Lite specification on stdin, and writes a PNG to stdout.

Each picture has a process of its own, because V8 and its libraries take more memory than all the
rest of the program.
"""

import sys

import vl_convert

SCALE = 2  # pixels for each one of the specification, as most phones have
VEGA_LITE = "6.4"


def main() -> None:
    """Draw. If the specification is wrong, say so on stderr and end with exit code 1."""
    spec = sys.stdin.buffer.read().decode()
    picture = vl_convert.vegalite_to_png(
        spec,
        vl_version=VEGA_LITE,
        scale=SCALE,
        allowed_base_urls=[],  # nothing is fetched: all data are in the specification
    )
    sys.stdout.buffer.write(picture)


if __name__ == "__main__":
    main()
