"""Sequences whose items are made when they are read: a million of them take no room before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Generic, TypeVar, overload

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T_co = TypeVar("T_co", covariant=True)


class LazySequence(Sequence[T_co], Generic[T_co]):
    """``count`` items, made by ``make`` from their positions; with ``keep`` each is made once and kept.

    ``every`` makes all of them in a row, where that is faster than one by one.
    """

    def __init__(
        self,
        count: int,
        make: Callable[[int], T_co],
        *,
        keep: bool = False,
        every: Callable[[], Iterator[T_co]] | None = None,
    ) -> None:
        self._count = count
        self._make = make
        self._every = every
        self._made: dict[int, T_co] | None = {} if keep else None

    @overload
    def __getitem__(self, index: int) -> T_co: ...
    @overload
    def __getitem__(self, index: slice) -> list[T_co]: ...
    def __getitem__(self, index: int | slice) -> T_co | list[T_co]:
        """Return one item or a list of them."""
        if isinstance(index, slice):
            return [self._item(n) for n in range(*index.indices(self._count))]
        if not -self._count <= index < self._count:
            raise IndexError(index)
        return self._item(index % self._count)

    def __iter__(self) -> Iterator[T_co]:
        """Yield the items, each made as it is reached."""
        return map(self._item, range(self._count)) if self._every is None else self._every()

    def __len__(self) -> int:
        """Return the number of items, made or not."""
        return self._count

    def __eq__(self, other: object) -> bool:
        """Tell whether another sequence has equal items."""
        if not isinstance(other, Sequence) or isinstance(other, str):
            return NotImplemented
        return len(self) == len(other) and all(a == b for a, b in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]

    def _item(self, n: int) -> T_co:
        if self._made is None:
            return self._make(n)
        if n not in self._made:
            self._made[n] = self._make(n)
        return self._made[n]
