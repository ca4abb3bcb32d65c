"""``python -m sotay``."""

from sotay.cli import main

main()
