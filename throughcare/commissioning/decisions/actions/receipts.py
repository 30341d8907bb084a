"""What this app has done for forms that may be sent twice."""

from __future__ import annotations

from throughcare.commissioning.decisions.models import Receipt
from throughcare.foundation.record.once import Once

once = Once(Receipt)
