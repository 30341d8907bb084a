"""That a form was acted on, so that sending it again does nothing more."""

from __future__ import annotations

from throughcare.foundation.record.once import RECEIPT_FIELDS, FormReceipt, receipt_once


class Receipt(FormReceipt):
    """That a form about a seat was acted on."""

    class Meta(FormReceipt.Meta):
        abstract = False
        constraints = [receipt_once("proposals_receipt_once")]

    class Privacy:
        retention = "permanent"
        export = False
        fields = RECEIPT_FIELDS
