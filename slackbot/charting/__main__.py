"""The process that draws: a Vega-Lite specification on stdin, a PNG on stdout.

A process of its own, started with this file and gone after one picture: V8 and its libraries take
more memory than all the rest of the program.
"""

import sys

import vl_convert

SCALE = 2  # pixels for one of the specification: phones have at least so many
VEGA_LITE = "6.4"


def main() -> None:
    """Draw; what is wrong with the specification goes to stderr, with exit code 1."""
    spec = sys.stdin.buffer.read().decode()
    picture = vl_convert.vegalite_to_png(
        spec,
        vl_version=VEGA_LITE,
        scale=SCALE,
        allowed_base_urls=[],  # all data are in the specification
    )
    sys.stdout.buffer.write(picture)


if __name__ == "__main__":
    main()
