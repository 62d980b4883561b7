"""The vendors whose agents the lab can play."""

from __future__ import annotations

from lab.tables import cisco_ios, hp_comware, huawei_vrp, ruijie_rgos
from lab.tables.form import Form
from lab.truth import Vendor

FORMS: tuple[Form, ...] = (huawei_vrp.FORM, hp_comware.FORM, ruijie_rgos.FORM, cisco_ios.FORM)
BY_VENDOR: dict[Vendor, Form] = {form.vendor: form for form in FORMS}
