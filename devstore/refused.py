"""The one way to say no."""


class Refused(Exception):
    """The platform says no; the text is for the person who asked."""
