"""That a form was acted on, so that sending it again does nothing more."""

from __future__ import annotations

from throughcare.foundation.record.once import RECEIPT_FIELDS, FormReceipt, receipt_once


class Receipt(FormReceipt):
    """That a form of those who run feedback was acted on; never one of somebody who answers."""

    class Meta(FormReceipt.Meta):
        abstract = False
        constraints = [receipt_once("feedback_receipt_once")]

    class Privacy:
        retention = "feedback_released"
        export = False
        fields = RECEIPT_FIELDS
