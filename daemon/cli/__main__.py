"""``python -m daemon.cli``: the same as ``spotter``."""

import sys

from daemon.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
