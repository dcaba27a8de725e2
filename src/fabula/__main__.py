"""``python -m fabula`` is the same program as ``fabula``."""

from fabula.cli import main

if __name__ == "__main__":
    main()
