"""Tables of a roadmap as people read them: waves, gates, states, progress, the month's figures; pure, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from planning.messages import label, message_text
from planning.roadmap.plan import Roadmap
from planning.roadmap.progress import Progress
from planning.roadmap.supervision import Supervision
from planning.roadmap.waves import Gate, GateKind
from planning.tables import Table, named, notices_table
from topology.model.census import ConsentState
from topology.model.text import N_, money, number, translator


def roadmap_tables(roadmap: Roadmap, names: Mapping[str, str], lang: str) -> tuple[Table, ...]:
    """Return waves, what each network waits for, the checked states and the load of a roadmap."""
    return (
        waves_table(roadmap, names, lang),
        gates_table(roadmap.gates, names, lang),
        states_table(roadmap, lang),
        load_table(roadmap, lang),
    )


def waves_table(roadmap: Roadmap, names: Mapping[str, str], lang: str) -> Table:
    """Return the waves in order of time."""
    t = translator(lang)
    heads = (
        t(N_("wave")), t(N_("quarter")), t(N_("networks")), t(N_("sites")), t(N_("hosts")), t(N_("days")), t(N_("one-off")),
        t(N_("circuits that end")),
    )  # fmt: skip
    comma = t(", ")
    rows = tuple(
        (
            str(wave.number), wave.quarter, comma.join(named(code, names) for code in wave.networks), number(wave.sites, lang),
            number(wave.hosts, lang), number(wave.days, lang), money(wave.one_off_fen, lang), number(wave.circuits_end, lang),
        )
        for wave in roadmap.waves
    )  # fmt: skip
    return Table(title=t(N_("Waves, money in [10,000 CNY]")), heads=heads, rows=rows)


def gates_table(found: Sequence[Gate], names: Mapping[str, str], lang: str) -> Table:
    """Return what each network waits for, and by how many quarters it has it in time."""
    t = translator(lang)
    heads = (t(N_("network")), t(N_("waits for")), t(N_("which")), t(N_("quarter")), t(N_("slack in quarters")), t(N_("met")))
    rows = tuple(
        (
            named(gate.network, names), label("gate", gate.kind.value, lang), gate_text(gate, lang), gate.quarter or "-",
            "-" if gate.slack is None else str(gate.slack), t(N_("yes")) if gate.met else t(N_("NO")),
        )
        for gate in found
    )  # fmt: skip
    return Table(title=t(N_("What each network waits for")), heads=heads, rows=rows)


def gate_text(gate: Gate, lang: str) -> str:
    """Say which application, consent, platform or contract a gate is."""
    held = gate.kind is GateKind.CONSENT and gate.quarter is not None and gate.params.get("state") == ConsentState.GRANTED.value
    code = "consent_held" if held else gate.kind.value
    return message_text(f"planning.gate_text.{code}", {"subject": gate.subject, "since": gate.quarter, **gate.params}, lang)


def states_table(roadmap: Roadmap, lang: str) -> Table:
    """Return the end of each quarter: what is done in it, what is left, and what the analyses find that is not there today."""
    t = translator(lang)
    heads = (
        t(N_("quarter")), t(N_("done in it")), t(N_("networks left")), t(N_("circuits")), t(N_("findings gone")), t(N_("findings new")),
        t(N_("of these blocking")), t(N_("stands")),
    )  # fmt: skip
    rows = tuple(
        (
            state.quarter,
            t("; ").join(f"{label('edit_short', kind, lang)} {count}" for kind, count in state.changes.items()),
            str(len(state.running)),
            number(state.circuits, lang),
            number(state.solved, lang),
            number(state.new_count, lang),
            number(state.blocking, lang),
            t(N_("yes")) if state.stands else t(N_("NO")),
        )
        for state in roadmap.states
    )
    return Table(title=t(N_("The networks at the end of each quarter")), heads=heads, rows=rows)


def load_table(roadmap: Roadmap, lang: str) -> Table:
    """Return the engineer-days of each quarter beside those at hand."""
    t = translator(lang)
    heads = (t(N_("quarter")), t(N_("days")), t(N_("at hand")), t(N_("missing")))
    rows = tuple(
        (row.quarter, number(row.days, lang), "-" if row.at_hand is None else number(row.at_hand, lang), number(row.short, lang))
        for row in roadmap.labour
        if row.days
    )
    return Table(title=t(N_("Load in engineer-days")), heads=heads, rows=rows)


def progress_table(rows: Sequence[Progress], names: Mapping[str, str], lang: str) -> Table:
    """Return the standing of each network that moves."""
    t = translator(lang)
    heads = (
        t(N_("network")), t(N_("option")), t(N_("finish")), t(N_("standing")), t(N_("devices then")), t(N_("devices now")),
        t(N_("circuits then")), t(N_("circuits now")), t(N_("hosts now")),
    )  # fmt: skip
    shown = tuple(
        (
            named(row.network, names),
            label("option_short", row.option.value, lang),
            row.finish or "-",
            label("standing", row.standing.value, lang),
            number(row.devices_before, lang),
            number(row.devices_now, lang),
            number(row.circuits_before, lang),
            number(row.circuits_now, lang),
            "-" if row.hosts_now is None else number(row.hosts_now, lang),
        )
        for row in rows
        if row.finish is not None
    )
    return Table(title=t(N_("Progress, as discovery proves it")), heads=heads, rows=shown)


def supervision_tables(report: Supervision, names: Mapping[str, str], lang: str) -> tuple[Table, ...]:
    """Return the month's figures, the consents that are missing and the letters that are due."""
    t = translator(lang)
    comma = t(", ")
    share = report.share
    figures = [
        (t(N_("networks that move")), str(share.networks)),
        (t(N_("of these due")), str(share.due)),
        (t(N_("of these proved gone")), f"{share.proved} ({_percent(share.networks_share)})"),
        (t(N_("share of the work that is in them")), _percent(share.days_share)),
        (t(N_("share of the saving that is in them")), _percent(share.saving_share)),
        (t(N_("late")), comma.join(named(code, names) for code in report.late) or "-"),
        (t(N_("due, never measured")), comma.join(named(code, names) for code in report.unproved) or "-"),
        (t(N_("circuits that should have ended")), str(report.circuits_due)),
        (t(N_("of these still up")), str(report.circuits_still_up)),
        (t(N_("planned so far [10,000 CNY]")), "-" if report.planned_fen is None else money(report.planned_fen, lang)),
        (t(N_("spent so far [10,000 CNY]")), "-" if report.actual_fen is None else money(report.actual_fen, lang)),
    ]
    title = t(N_("Figures of {day}")).format(day=report.day.isoformat())
    consents = tuple(
        (
            row.consent,
            named(row.network, names),
            row.authority,
            label("consent", row.state, lang),
            row.finish,
            t(N_("yes")) if row.late else "-",
        )
        for row in report.consents
    )
    heads = (t(N_("consent")), t(N_("network")), t(N_("authority")), t(N_("state")), t(N_("needed for")), t(N_("late")))
    letters = notices_table((*report.notices_late, *report.notices_soon), names, lang)
    return (
        Table(title=title, heads=(t(N_("figure")), t(N_("value"))), rows=tuple(figures)),
        Table(title=t(N_("Consents that are missing")), heads=heads, rows=consents),
        letters,
    )


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
