"""The inbox's own bell: deliveries wait to be worked."""

from loyalty.common.bell import Bell

_bell = Bell(table="inbox_bell", task="loyalty.inbox.tasks.wake")
ring, stop, wake, hush = _bell.ring, _bell.stop, _bell.wake, _bell.hush
