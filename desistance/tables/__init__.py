"""Tables: what each input must hold, declared once.

From one declaration come validation, synthetic rows and the reference page. Arrow in, Arrow out.
"""

from desistance.tables import histories
from desistance.tables.arrow import as_arrow, same_type
from desistance.tables.contract import Column, Kind, TableContract
from desistance.tables.files import read, write
from desistance.tables.parts import read_in_parts, written_in_parts

__all__ = [
    "Column",
    "Kind",
    "TableContract",
    "as_arrow",
    "histories",
    "read",
    "read_in_parts",
    "same_type",
    "write",
    "written_in_parts",
]
