"""Connections that end when the other side takes too long to ask, or to read what it asked for."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    from asyncio import TimerHandle, Transport

HEADER_SECONDS = 10.0
STALLED_SECONDS = 30.0


class PatientConnection(H11Protocol):
    """An HTTP connection of limited patience: a client that neither asks nor reads holds no place."""

    _asking: TimerHandle | None = None
    _reading: TimerHandle | None = None
    _left = 0

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request's head."""
        super().connection_made(transport)
        self._expect_a_head()

    def data_received(self, data: bytes) -> None:
        """Take bytes in; go on waiting while they are no whole head."""
        super().data_received(data)
        if self._is_idle():
            self._expect_a_head()
        elif self._asking is not None:
            self._asking.cancel()
            self._asking = None

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        for timer in (self._asking, self._reading):
            if timer is not None:
                timer.cancel()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Begin to watch whether the client reads."""
        super().pause_writing()
        self._watch()

    def resume_writing(self) -> None:
        """Watch no more: it has read."""
        super().resume_writing()
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None

    def _is_idle(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _expect_a_head(self) -> None:
        if self._asking is None:
            self._asking = asyncio.get_running_loop().call_later(HEADER_SECONDS, self._give_up)

    def _give_up(self) -> None:
        self._asking = None
        if self._is_idle():
            self.transport.close()

    def _watch(self) -> None:
        self._left = self.transport.get_write_buffer_size()
        self._reading = asyncio.get_running_loop().call_later(STALLED_SECONDS, self._end_if_stalled)

    def _end_if_stalled(self) -> None:
        self._reading = None
        if self.transport.get_write_buffer_size() >= self._left:
            self.transport.abort()
        else:
            self._watch()
