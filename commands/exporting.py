"""The command that writes the graph, or a slice of it, for other tools."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from commands.reporting import write_whole
from commands.session import DONE, Command, Parser, Session, print_json, snapshot_argument
from dashboard.palette import colours
from dashboard.pictures import placement
from services.exporting import Wishes, export
from services.exports import EXPORTS
from services.narrowing import check_snapshot
from services.topologies import current
from topology.model.errors import InputError
from topology.model.text import N_, translator

_FORMS: Final = tuple(one.name for one in EXPORTS)


def _export(session: Session) -> int:
    args = session.args
    path = Path(args.output)
    if args.hops < 1 or (args.hops != 1 and args.around is None):
        raise InputError("services.hops", hops=args.hops)
    if path.is_dir() or not path.absolute().parent.is_dir():
        raise InputError("services.report_path", path=str(path))
    drawn = next(one.placed for one in EXPORTS if one.name == args.form)
    with session.open_home() as home:
        check_snapshot(home, args.snapshot)
        wishes = Wishes(
            snapshot=args.snapshot, network=args.network, site=args.site, realm=args.realm, around=args.around, hops=args.hops,
            scenario=args.scenario, quarter=args.quarter, images=_images(args.image), lang=session.lang,
            xy=placement(home, args.snapshot).xy if drawn else {},
            colours={code: one.light for code, one in colours(current(home, args.snapshot).census.networks).items()} if drawn else {},
        )  # fmt: skip
        made = export(home, args.form, wishes)
    written = _write(path, made.files)
    if args.json:
        print_json(
            session,
            {
                "format": args.form,
                "files": [str(one) for one in written],
                "devices": made.devices,
                "links": made.links,
                "outside": made.outside,
                "uncabled": made.uncabled,
            },
        )
        return DONE
    session.say(session.t(N_("{path}: {devices} devices, {links} links"), path=path, devices=made.devices, links=made.links))
    for one in written[1:]:
        session.say(f"  {one}")
    if made.outside:
        session.say(session.t(N_("{count} links lead out of the slice and are not in it"), count=made.outside))
    if made.uncabled:
        text = N_(
            "{count} pairs of devices are neighbours by addresses or routing alone: no cable is known between them, and none is drawn"
        )
        session.say(session.t(text, count=made.uncabled))
    return DONE


def _images(said: list[str]) -> dict[str, str]:
    """Return the image of each kind as ``KIND=IMAGE`` says; raises `InputError` ``services.image_wrong``."""
    found = {}
    for text in said:
        kind, sign, image = text.partition("=")
        if not (kind and sign and image) or any(not one.isprintable() or one.isspace() for one in image):
            raise InputError("services.image_wrong", text=text[:80])
        found[kind] = image
    return found


def _write(path: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write the files of an export, the asked one last so that it stands only where all do; return them, that one first."""
    beside = []
    for name, data in files.items():
        if name:
            target = path.parent / (name if "/" in name else f"{path.stem}-{name}")
            target.parent.mkdir(exist_ok=True)
            write_whole(target, data)
            beside.append(target)
    write_whole(path, files[""])
    return [path, *beside]


def _arguments(parser: Parser) -> None:
    t = translator(parser.lang)
    parser.add_argument("form", choices=_FORMS, metavar="FORMAT", help="; ".join(f"{one.name}: {t(one.help)}" for one in EXPORTS))
    parser.add_argument("-o", "--output", required=True, metavar="FILE", help=N_("file to write; what else there is lies beside it"))
    parser.add_argument("--network", metavar="CODE", help=N_("only what belongs to this network"))
    parser.add_argument("--site", metavar="CODE", help=N_("only devices at this site"))
    parser.add_argument("--realm", help=N_("only what belongs to this address space"))
    parser.add_argument("--around", metavar="DEVICE", help=N_("only a device and what is near it"))
    parser.add_argument("--hops", type=int, default=1, help=N_("how near: links from the device"))
    parser.add_argument("--scenario", metavar="SCENARIO", help=N_("as things would stand after this scenario: a file, an id or a name"))
    parser.add_argument("--quarter", metavar="2018Q4", help=N_("at the end of which quarter of the scenario; its last by default"))
    parser.add_argument(
        "--image", action="append", default=[], metavar="KIND=IMAGE",
        help=N_("containerlab: the image of a kind of node; may be repeated. A system without one is stood in for by Linux"),
    )  # fmt: skip
    snapshot_argument(parser)


COMMANDS: Final = (
    Command(
        ("export",),
        N_("write the graph, or a slice of it, for other tools"),
        "netfold export containerlab --network N05 --image huawei_vrp=vrnetlab/huawei_vrp:ne40e -o n05.clab.yml",
        _export,
        _arguments,
    ),
)
