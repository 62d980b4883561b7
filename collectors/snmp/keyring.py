"""The ways of access to each target of a realm, in the order in which they are tried.

A credential is tried only inside the prefixes that it is bound to, and once per device and run. What worked on
this device before comes first, then version 3, then what worked most often in the realm; else the scope's order
holds. An agent's word that a user or key is wrong, which anybody could forge, changes nothing for other devices.
"""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import ip_address, ip_network

from collectors.snmp.credentials import Secret, read_credential
from collectors.snmp.engine import Access
from collectors.snmp.scope import Scope, contains


class Keyring:
    """One realm's credentials, and how often each has worked in this run."""

    def __init__(self, scope: Scope, names: Sequence[str], port: int) -> None:
        by_name = {credential.name: credential for credential in scope.credentials}
        self._port = port
        self._secrets = [read_credential(by_name[name], scope.path.parent) for name in names]
        self._prefixes = {secret.credential.name: tuple(map(ip_network, secret.credential.prefixes)) for secret in self._secrets}
        self._worked: dict[str, int] = {}

    def accesses(self, reached: str, last: str | None = None) -> tuple[Access, ...]:
        """Return what may be tried at an address, in order; `last` names the credential that worked there before."""
        address = ip_address(reached)
        fitting = [secret for secret in self._secrets if contains(self._prefixes[secret.credential.name], address)]

        def rank(secret: Secret) -> tuple[bool, bool, int]:
            credential = secret.credential
            return credential.name != last, credential.version != "3", -self._worked.get(credential.name, 0)

        return tuple(self._access(secret, reached) for secret in sorted(fitting, key=rank))

    def worked(self, access: Access | None) -> None:
        """Remember a way that worked."""
        if access is not None:
            self._worked[access.credential] = self._worked.get(access.credential, 0) + 1

    def _access(self, secret: Secret, reached: str) -> Access:
        credential = secret.credential
        return Access(
            address=reached,
            port=self._port,
            community=secret.community,
            version=credential.version,
            user=secret.user,
            credential=credential.name,
            version_1_too=credential.version == "2c",
        )
