"""The contract of adapters, all of it."""

from __future__ import annotations

from botbridge.testing.contract.cases.acting import Acting
from botbridge.testing.contract.cases.asking import Asking
from botbridge.testing.contract.cases.failing import Failing, Stopping
from botbridge.testing.contract.cases.filing import Filing
from botbridge.testing.contract.cases.judging import Judging
from botbridge.testing.contract.cases.keeping import Keeping
from botbridge.testing.contract.cases.mentioning import Mentioning
from botbridge.testing.contract.cases.receiving import Receiving, Remembering
from botbridge.testing.contract.cases.sending import Changing, Sending
from botbridge.testing.contract.cases.showing import Showing
from botbridge.testing.contract.cases.stepping import Stepping
from botbridge.testing.contract.cases.streaming import Streaming


class AdapterContract(
    Receiving,
    Remembering,
    Sending,
    Changing,
    Streaming,
    Failing,
    Stopping,
    Filing,
    Mentioning,
    Keeping,
    Acting,
    Asking,
    Showing,
    Stepping,
    Judging,
):
    """Every case that an adapter has to pass; subclass it as `Test…` and give it a fixture `stage`.

    Needs pytest and pytest-asyncio. What a platform cannot do by its declared capabilities or traits is not
    skipped: the case then asserts what people see instead.
    """
