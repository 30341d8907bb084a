"""Forms about appointments. Each carries a key, so that sending it twice does what it says once."""

from throughcare.delivery.appointments.forms.fields import ClockField, KeyedForm
from throughcare.delivery.appointments.forms.others import (
    AlarmForm,
    CancelForm,
    ConsentForm,
    GlassByNumberForm,
    GlassForm,
    GroupForm,
    GroupRecordForm,
    LongerForm,
    MemberForm,
    MoveGroupForm,
    OfferForm,
    VisitForm,
)
from throughcare.delivery.appointments.forms.recording import AmendForm, ContactForm, RecordForm, too_long
from throughcare.delivery.appointments.forms.when import BookForm, MoveForm

__all__ = [
    "AlarmForm",
    "AmendForm",
    "BookForm",
    "CancelForm",
    "ClockField",
    "ConsentForm",
    "ContactForm",
    "GlassByNumberForm",
    "GlassForm",
    "GroupForm",
    "GroupRecordForm",
    "KeyedForm",
    "LongerForm",
    "MemberForm",
    "MoveForm",
    "MoveGroupForm",
    "OfferForm",
    "RecordForm",
    "VisitForm",
    "too_long",
]
