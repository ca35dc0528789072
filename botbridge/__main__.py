"""`python -m botbridge` is the `botbridge` command."""

import sys

from botbridge.cli.main import main

sys.exit(main())
