"""What a form page is given: what was posted, however little, or nothing."""

from __future__ import annotations

from django.http import HttpRequest, QueryDict


def posted(request: HttpRequest) -> QueryDict | None:
    """The posted data, also where the form has no field but its protection; null where the page is only shown."""
    return request.POST if request.method == "POST" else None
