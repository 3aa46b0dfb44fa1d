"""Which function performs each activity."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from centra_mock.activities.declaration import Activity
from centra_mock.services.shop.transaction import ShopTransaction

Result = TypeVar("Result")
Given = TypeVar("Given", bound=Activity[Any])

_PERFORMERS: dict[type[Activity[Any]], Callable[[ShopTransaction, Any], Any]] = {}


def performs(
    activity: Callable[..., Activity[Result]],
) -> Callable[[Callable[[ShopTransaction, Given], Result]], Callable[[ShopTransaction, Given], Result]]:
    """Declare a function as the one that performs an activity."""

    def declare(function: Callable[[ShopTransaction, Given], Result]) -> Callable[[ShopTransaction, Given], Result]:
        assert isinstance(activity, type)
        _PERFORMERS[activity] = function
        return function

    return declare


def perform(shop: ShopTransaction, activity: Activity[Result]) -> Result:
    """Perform an activity within a transaction and return its result. Raises ``Refused``."""
    result: Result = _PERFORMERS[type(activity)](shop, activity)
    return result
