"""Forms about decisions that were acted on."""

from __future__ import annotations

from throughcare.foundation.record.once import RECEIPT_FIELDS, FormReceipt, receipt_once


class Receipt(FormReceipt):
    """That a form about a decision was acted on."""

    class Meta(FormReceipt.Meta):
        abstract = False
        constraints = [receipt_once("decision_receipt_once")]

    class Privacy:
        retention = "permanent"
        export = False
        fields = RECEIPT_FIELDS
