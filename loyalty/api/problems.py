"""Refusals that a program has to tell apart by their code."""

from rest_framework.exceptions import APIException


class Refused(APIException):
    """Understood, and not done: the state of things is against it."""

    status_code = 409
    default_code = "refused"


class Busy(APIException):
    """Somebody else is at it this moment; the same request may be sent again after `wait` seconds."""

    status_code = 409
    default_code = "in_progress"
    default_detail = "A request with this idempotency key is being worked on."
    wait = 1


class OtherBody(APIException):
    """The idempotency key has been used for something else."""

    status_code = 409
    default_code = "idempotency_key_reused"
    default_detail = "This idempotency key came with another body before."


class AnswerGone(APIException):
    """It was done, and too long ago to say what was answered."""

    status_code = 409
    default_code = "done_before"
    default_detail = "This was done before; its answer is no longer kept."
