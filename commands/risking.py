"""The command that says how far a scenario's saving may turn out otherwise."""

from __future__ import annotations

import re
from typing import Final

from msgspec.structs import replace

from commands.session import DONE, INTERRUPTED, Command, Parser, Session, print_json, print_rows, snapshot_argument
from planning.messages import label
from planning.risk import Spreads
from planning.risk.robustness import STAYS, Robust
from services.progress import Watch
from services.risking import DRAWS, SEED, Risk, assess_risk, assess_robustness, driver_text, with_robustness
from services.terminal import Meter, Stop
from topology.model.errors import InputError
from topology.model.text import N_

_FEN: Final = 100
_PERCENT: Final = 100
_SHOWN: Final = 12
_TRIANGLE: Final = re.compile(r",".join([r"\s*(\d+(?:\.\d+)?)\s*"] * 3))


def _risk(session: Session) -> int:
    args = session.args
    for place, found, least in (("--draws", args.draws, 1), ("--reoptimise", args.reoptimise, 0), ("--seed", args.seed, 0)):
        if found < least:
            raise InputError("planning.problem_value", place=place, found=found, expected=f">= {least}")
    spreads = Spreads() if args.benefit is None else replace(Spreads(), benefit=_triangle(args.benefit))
    with session.open_home() as home, Stop() as stop:
        found = assess_risk(home, args.scenario, draws=args.draws, seed=args.seed, spreads=spreads, snapshot=args.snapshot)
        if args.reoptimise:
            meter = Meter(session.err, session.lang, quiet=args.quiet)
            watch = Watch(meter.tell, lambda: stop.asked)
            try:
                again = assess_robustness(
                    home, args.scenario, args.reoptimise, seed=args.seed, spreads=spreads, snapshot=args.snapshot, watch=watch
                )
            finally:
                meter.end()
            found = with_robustness(found, again)
    if args.json:
        print_json(session, found)
    elif args.csv:
        print_rows(session, [{"percentile": share, "npv_cny": round(fen / _FEN)} for share, fen in found.outcome.curve])
    else:
        _print(session, found)
    return INTERRUPTED if stop.asked else DONE


def _print(session: Session, found: Risk) -> None:
    t, one = session.t, found.outcome
    lines = [
        t(N_("{scenario}: NPV {npv} CNY as appraised; {draws} draws, seed {seed}"), scenario=found.scenario, npv=_cny(one.npv_fen),
          draws=f"{one.draws:,}", seed=found.seed),
        t(N_("P10 {p10}, P50 {p50}, P90 {p90} CNY; mean {mean}"), p10=_cny(one.p10_fen), p50=_cny(one.p50_fen), p90=_cny(one.p90_fen),
          mean=_cny(one.mean_fen)),
        t(N_("It loses money in {loss} % of the draws, and saves less than appraised in {less} %."), loss=f"{one.loss * _PERCENT:.1f}",
          less=f"{one.below_npv * _PERCENT:.1f}"),
        t(N_("What moves it most, each from low to high by itself:")),
    ]  # fmt: skip
    for row in found.tornado[:_SHOWN]:
        ends = f"{row.driver.low:.2f}..{row.driver.high:.2f}"
        said = N_("  {driver} (x {ends}): {low} to {high} CNY")
        lines.append(t(said, driver=driver_text(row.driver.key, session.lang), ends=ends, low=_cny(row.low_fen), high=_cny(row.high_fen)))
    if found.robustness is not None:
        said = N_("Best plans of {draws} draws, how often each network goes the way the scenario takes:")
        lines.append(t(said, draws=found.robustness.draws))
        lines += [_agreed(session, row) for row in found.robustness.networks if row.shares.keys() != {STAYS}]
    session.out.write("\n".join(lines) + "\n")


def _agreed(session: Session, row: Robust) -> str:
    ways = ", ".join(f"{_way(session, way)} {share * _PERCENT:.0f} %" for way, share in row.shares.items())
    said = N_("  {network}: {percent} % ({way}); {ways}")
    return session.t(said, network=row.network, percent=f"{row.agreed * _PERCENT:.0f}", way=_way(session, row.chosen), ways=ways)


def _way(session: Session, way: str) -> str:
    option, _, host = way.partition(":")
    return label("option", option, session.lang) + (f" {host}" if host else "")


def _cny(fen: float) -> str:
    return f"{fen / _FEN:,.0f}"


def _triangle(text: str) -> tuple[float, float, float]:
    match = _TRIANGLE.fullmatch(text)
    low, mode, high = (float(part) for part in match.groups()) if match else (0.0, -1.0, 0.0)
    if not low <= mode <= high:
        raise InputError("planning.problem_value", place="--benefit", found=text[:40], expected="LOW <= MODE <= HIGH: 0.3,1,1.05")
    return low, mode, high


def _arguments(parser: Parser) -> None:
    parser.add_argument("scenario", metavar="SCENARIO", help=N_("a file, an id or a name"))
    parser.add_argument("--draws", type=int, default=DRAWS, help=N_("draws with the plan held fixed"))
    parser.add_argument("--seed", type=int, default=SEED, help=N_("seed of the draws: the same seed gives the same draws"))
    parser.add_argument("--benefit", metavar="LOW,MODE,HIGH", help=N_("share of the saving that comes about; 0.3,1,1.05"))
    parser.add_argument("--reoptimise", type=int, default=0, metavar="N", help=N_("find the best plan of so many draws too; takes minutes"))
    snapshot_argument(parser)


COMMANDS: Final = (
    Command(
        ("plan", "risk"),
        N_("how far a scenario's saving may turn out otherwise"),
        "netfold plan risk cautious --reoptimise 20",
        _risk,
        _arguments,
    ),
)
