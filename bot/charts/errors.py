"""What can go wrong with a picture; the branches are what a caller does next.

ChartError
├── ChartBusy      the queue is full: nothing was begun, ask again in a moment
└── ChartFailed    it took too long, or the worker died twice over it: do without the picture
"""


class ChartError(Exception):
    """No picture was made."""


class ChartBusy(ChartError):
    """More pictures are wanted than the queue may hold."""


class ChartFailed(ChartError):
    """The picture was begun and could not be finished."""
