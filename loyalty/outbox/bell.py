"""The outbox's own bell: errands wait to be carried, and a shopper may be waiting for one."""

from loyalty.common.bell import Bell

_bell = Bell(table="outbox_bell", task="loyalty.outbox.tasks.wake")
ring, stop, wake, hush = _bell.ring, _bell.stop, _bell.wake, _bell.hush
