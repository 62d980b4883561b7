"""Where an engine's outcome differs by design from the contract's, and why. Anything else that differs is a failure.

So is a difference that has gone: its case then has the contract's outcome again, and its line here must go, too.
"""

from __future__ import annotations

from collectors.snmp import ber
from collectors.snmp.engine import Reason
from tests.snmp.contract.case import of

_FORGETS = (
    "pysnmp forgets a request at the first message that carries its id and a good or no authentication code, whatever else is"
    " wrong with it, so the genuine answer that follows finds nobody waiting; the false one is not believed all the same"
)
_WHOLE_ANSWER = (
    "Within version 3 pysnmp decodes the deciphered part itself, by types that refuse the value, and says that it could not be"
    " deciphered: the whole answer is lost, where the engine's own reading of versions 1 and 2c saves it"
)

DIFFERENCES: dict[str, dict[str, tuple[object, str]]] = {
    "wire": {},
    "pysnmp": {
        "integer-empty": (
            of(tag=ber.INTEGER, value=0, beside=True),
            "pyasn1 reads an INTEGER without octets as 0, so pysnmp hands over a number where ours keeps that there was none",
        ),
        "v3-a43-counter64-20-octets": (Reason.MALFORMED, _WHOLE_ANSWER),
        "v3-a44-real": (Reason.MALFORMED, _WHOLE_ANSWER),
        "a59-engine-id-changes": (
            Reason.TIMEOUT,
            "pysnmp takes each new engine id for another engine, and drops reports of one that it has no user at; our deadline ends that",
        ),
        "a61-no-auth-first": (Reason.TIMEOUT, _FORGETS),
        "a61-no-priv-first": (Reason.TIMEOUT, _FORGETS),
        "a61-other-context-first": (Reason.TIMEOUT, _FORGETS),
        "a61-other-request-first": (Reason.TIMEOUT, _FORGETS),
        "a62-forged-refusal-first": (
            Reason.AUTH,
            "pysnmp ends a request at the first report on it, proven or not; no credential is disabled, and the next request may succeed",
        ),
    },
}
