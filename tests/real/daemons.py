"""Each host's daemons: Debian's snmpd, lldpd and FRR, with configurations and sockets of their own.

A host sees its own folder as ``/run`` (a bind mount in the mount namespace that ``ip netns exec`` makes), so
that nothing of the machine's own is touched and no two hosts meet: lldpd's chroot, FRR's sockets and the
AgentX socket by which both hand their MIBs to the host's snmpd all live there. Daemons stay in the
foreground: their process ids are those we started.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.real.namespaces import FRR, command, run, space_of
from tests.real.plan import BGP, COMMUNITY, MANAGEMENT, MANAGEMENT_V6, V3_AUTH, V3_PRIVACY, V3_USERS, Host, Lldp, State

_IN_ROOM = 'mount --bind "$0" /run && exec "$@"'
_ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if not name.startswith(("COV", "SNMP", "MIB"))},
    "MIBS": "",
    "SNMP_PERSISTENT_DIR": "/run/snmp",
    "SNMPCONFPATH": "/run/agentx",
}
_HELLO_S, _DEAD_S = 1, 4


@dataclass(frozen=True)
class Room:
    """A host, its namespace, and the folder that it sees as ``/run``."""

    host: Host
    space: str
    folder: Path

    @classmethod
    def of(cls, host: Host, run_folder: Path) -> Room:
        """Make the folder of a host with everything its daemons read."""
        room = cls(host, space_of(run_folder.name, host.name), run_folder / host.name)
        for name in ("lldpd", "frr", "snmp", "agentx", "log"):
            (room.folder / name).mkdir(parents=True)
        shutil.chown(room.folder / "frr", "frr", "frr")
        shutil.chown(room.folder / "log", "frr", "frr")
        (room.folder / "snmpd.conf").write_text(snmpd_text(host))
        (room.folder / "lldpd.conf").write_text(lldpd_text(host))
        (room.folder / "agentx/frr.conf").write_text("agentXSocket unix:/run/agentx/master\n")
        for daemon, text in frr_texts(host).items():
            (room.folder / f"frr/{daemon}.conf").write_text(text)
            shutil.chown(room.folder / f"frr/{daemon}.conf", "frr", "frr")
        return room

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        """Start a daemon of this host."""
        log = (self.folder / f"log/{Path(words[0]).name}.out").open("wb")
        with log:
            return subprocess.Popen(
                [command("ip"), "netns", "exec", self.space, "sh", "-c", _IN_ROOM, str(self.folder), *words],
                env=_ENVIRONMENT,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def listens(self, name: str) -> bool:
        """Whether a daemon accepts connections at a socket of the host's ``/run``."""
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(str(self.folder / name))
            except OSError:
                return False
        return True

    def lldpcli(self, *words: str) -> str:
        """Ask or tell the host's lldpd."""
        return run(command("lldpcli"), "-u", str(self.folder / "lldpd.socket"), *words)

    def vtysh(self, line: str) -> str:
        """Ask the host's FRR."""
        return run(command("vtysh"), "--vty_socket", str(self.folder / "frr"), "-c", line)

    def logs(self) -> str:
        """The end of everything the daemons wrote."""
        texts = {path.name: path.read_text(errors="replace").splitlines() for path in sorted((self.folder / "log").iterdir())}
        return "\n".join("\n".join([f"--- {self.host.name} {name}", *lines[-12:]]) for name, lines in texts.items() if lines)


def agent_words() -> list[str]:
    """The host's SNMP agent, which must run before the others hand it their MIBs."""
    return [
        command("snmpd"), "-f", "-LF", "w", "/run/log/snmpd.log", "-C", "-c", "/run/snmpd.conf", "-p", "/run/snmpd.pid", "-I", "-smux",
    ]  # fmt: skip


def lldpd_words(host: Host) -> list[str]:
    """The host's lldpd; it listens on every port, the management port included."""
    ports = ",".join(["eth0", *(port.name for port in host.ports)])
    return [
        command("lldpd"), "-d", "-x", "-X", "unix:/run/agentx/master", "-u", "/run/lldpd.socket", "-O", "/run/lldpd.conf",
        "-I", ports, "-C", "eth0", "-m", f"{host.management},{host.management_v6}", "-S", f"netfold real lab, {host.name}", "-L", command("lldpcli"),
    ]  # fmt: skip


def frr_words(daemon: str) -> list[str]:
    """One of FRR's daemons with its SNMP module; zebra must listen before the others look for it."""
    assert (FRR / daemon).exists(), f"{FRR / daemon} is missing: `make system` installs what the tests use"
    return [
        str(FRR / daemon), "-A", "127.0.0.1", "-f", f"/run/frr/{daemon}.conf", "-i", f"/run/frr/{daemon}.pid",
        "-z", "/run/frr/zserv.api", "--vty_socket", "/run/frr", "-M", "snmp", "--log", f"file:/run/log/{daemon}.log",
    ]  # fmt: skip


def snmpd_text(host: Host) -> str:
    """snmpd.conf: v2c and v3 from the management network only; a master for AgentX."""
    users = "\n".join(
        f"createUser {name} {auth} {V3_AUTH} {privacy} {V3_PRIVACY}\nrouser {name} priv" for name, (auth, privacy) in V3_USERS.items()
    )
    return f"""agentaddress udp:{host.management}:161,udp6:[{host.management_v6}]:161
rocommunity {COMMUNITY} {MANAGEMENT}
rocommunity6 {COMMUNITY} {MANAGEMENT_V6}
{users}
sysName {host.name}
sysLocation real lab, rack {host.number}
sysContact made up
engineIDType 3
engineIDNic eth0
master agentx
agentXSocket unix:/run/agentx/master
agentXPerms 0777 0777
"""


def lldpd_text(host: Host) -> str:
    """lldpd's commands at its start; it speaks every second until the neighbours have met."""
    lines = [f"configure system hostname {host.name}", "configure lldp tx-interval 1", "configure lldp tx-hold 120"]
    lines += [f"configure ports {port.name} lldp status {port.lldp}" for port in host.ports if port.lldp is not Lldp.BOTH]
    return "\n".join(lines) + "\n"


def frr_texts(host: Host) -> dict[str, str]:
    """FRR's daemons on a host, with their configurations."""
    texts = {} if host.switch else {"zebra": f"hostname {host.name}\nip forwarding\n"}
    if host.ospf:
        texts["ospfd"] = _ospfd_text(host)
    if host.asn:
        texts["bgpd"] = _bgpd_text(host)
    return texts


def _ospfd_text(host: Host) -> str:
    lines = [f"hostname {host.name}", "agentx"]
    networks = []
    for port in host.ports:
        for address in port.addresses if port.state is State.UP else ():
            if ":" in address:
                continue
            kind = "point-to-point" if address.endswith("/30") else "broadcast"
            lines += [f"interface {port.name}", f" ip ospf network {kind}"]
            lines += [f" ip ospf hello-interval {_HELLO_S}", f" ip ospf dead-interval {_DEAD_S}", " ip ospf retransmit-interval 1"]
            networks.append(address)
    lines += ["router ospf", f" ospf router-id {host.router_id}", f" network {host.router_id}/32 area 0"]
    lines += [f" network {address.partition('/')[0]}/32 area 0" for address in networks]
    return "\n".join(lines) + "\n"


def _bgpd_text(host: Host) -> str:
    _, address, asn = BGP[host.name]
    return f"""hostname {host.name}
agentx
router bgp {host.asn}
 bgp router-id {host.router_id}
 no bgp ebgp-requires-policy
 neighbor {address} remote-as {asn}
 neighbor {address} timers 1 4
 neighbor {address} timers connect 1
 address-family ipv4 unicast
  network {host.router_id}/32
"""
