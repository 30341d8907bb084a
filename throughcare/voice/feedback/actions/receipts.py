"""What feedback has done for forms that may be sent twice. What was said is no part of a receipt: a digest of words
that were taken back would be there to be tried for."""

from __future__ import annotations

from throughcare.foundation.record.once import Once
from throughcare.voice.feedback.models import Receipt

once = Once(Receipt)
