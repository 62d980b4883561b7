import pytest
from msgspec.structs import replace

from planning.options import RULE, RULES, Option, read_option
from planning.rules import feasible, needed_applications, options_matrix, target_of
from tests.planning.town import CENSUS, EXTRANET, A, B, with_network
from topology.model.census import ConsentState, Dependency, Level
from topology.model.entities import EvidenceKind
from topology.model.errors import NotFound


def verdicts(code, census=CENSUS):
    return {verdict.option: verdict for verdict in feasible(census, None, code)}


def blocked(code, census=CENSUS):
    return {option.value: verdict.rule for option, verdict in verdicts(code, census).items() if not verdict.allowed}


def test_a_networks_of_the_city_may_go_everywhere_but_to_the_intranet():
    assert blocked("A") == {"intranet": "unclassified", "join": "no_host"}
    found = verdicts("A")
    assert found[Option.KEEP].earliest is None
    assert found[Option.MERGE_ADMIN].earliest == "2018Q2"
    assert found[Option.WITHDRAW].evidence[0].place == "networks!A5"


def test_classified_networks_stay_or_go_to_the_intranet_from_the_date_of_its_consent():
    census = with_network("A", classified=True)
    rules = blocked("A", census)
    assert rules.pop("intranet") == "intranet_consent"
    assert rules == dict.fromkeys(("merge_admin", "merge_public", "join", "withdraw"), "classified")
    consent = replace(CENSUS.consents[0], network="A", option="intranet", since="2019Q1")
    opened = verdicts("A", replace(census, consents=(consent,)))[Option.INTRANET]
    assert (opened.allowed, opened.earliest, opened.consent) == (True, "2019Q1", "Q1")


def test_statutory_networks_stay():
    assert set(blocked("A", with_network("A", statutory=True)).values()) == {"statutory", "unclassified"}


def test_vertical_networks_need_a_granted_and_dated_consent_to_the_very_option():
    assert blocked("B") == {
        "merge_public": "vertical_merge",
        "join": "vertical_only",
        "intranet": "unclassified",
        "withdraw": "vertical_only",
    }
    merge = verdicts("B")[Option.MERGE_ADMIN]
    assert (merge.earliest, merge.requires, merge.consent) == ("2018Q3", ("level3_zone",), "Q1")
    for change in ({"state": ConsentState.ASKED}, {"since": None}, {"state": ConsentState.REFUSED}):
        verdict = verdicts("B", replace(CENSUS, consents=(replace(CENSUS.consents[0], **change),)))[Option.MERGE_ADMIN]
        assert (verdict.rule, verdict.unlock) == ("vertical_merge", "Q1")
        assert {item.place for item in verdict.evidence} == {"networks!A6", "consents!A2", "vertical_merge"}
    verdict = verdicts("B", replace(CENSUS, consents=()))[Option.MERGE_ADMIN]
    assert (verdict.unlock, verdict.params["state"]) == ("省厅", "none")


def test_a_consent_opens_withdrawal_and_joining_too():
    for option in ("withdraw", "join"):
        consent = replace(CENSUS.consents[0], option=option)
        found = verdicts("B", replace(with_network("A", mlps_level=3), consents=(consent,)))[Option(option)]
        assert (found.allowed, found.consent, found.earliest) == (True, "Q1", "2018Q3")


def test_consents_to_the_public_domain_and_the_notes_names():
    consent = replace(CENSUS.consents[0], option="public")
    found = blocked("B", replace(with_network("B", mlps_level=2), consents=(consent,)))
    assert "merge_public" not in found
    assert found["merge_admin"] == "vertical_merge"


def test_protection_levels():
    three = with_network("A", mlps_level=3)
    assert blocked("A", three)["merge_public"] == "mlps_public"
    assert verdicts("A", three)[Option.MERGE_ADMIN].requires == ("level3_zone",)
    assert blocked("A", with_network("A", mlps_level=4))["merge_admin"] == "mlps_above"
    assert verdicts("A")[Option.MERGE_ADMIN].requires == ()


def test_targets_must_be_there():
    bare = replace(CENSUS, networks=(A, B))
    assert blocked("A", bare)["merge_admin"] == blocked("A", bare)["merge_public"] == "no_target"
    assert target_of(CENSUS, Option.MERGE_PUBLIC) == "W2"
    assert target_of(CENSUS, Option.JOIN) is None


def test_hosts_share_a_site_are_protected_as_well_and_free_to_host():
    city = with_network("B", level=Level.CITY)
    assert verdicts("A", city)[Option.JOIN].hosts == ("B",)
    assert verdicts("B", city)[Option.JOIN].rule == "no_host"
    asked = replace(CENSUS, consents=(replace(CENSUS.consents[0], option="join"),))
    assert verdicts("A", asked)[Option.JOIN].hosts == ("B",)
    assert blocked("A", replace(city, presences=CENSUS.presences[:3]))["join"] == "no_host"


def test_withdrawing_waits_for_the_cloud():
    late = replace(CENSUS.applications[0], code="X9", network="B", ready=None, cell="applications!A9")
    assert verdicts("A", replace(CENSUS, applications=(*CENSUS.applications, late)))[Option.WITHDRAW].allowed
    needs = Dependency(code="D1", from_network="A", application="X9", cell="dependencies!A2")
    census = replace(CENSUS, applications=(*CENSUS.applications, late), dependencies=(needs,))
    assert [row.code for row in needed_applications(census, "A")] == ["X1", "X9"]
    verdict = verdicts("A", census)[Option.WITHDRAW]
    assert (verdict.rule, verdict.params["count"]) == ("applications", 1)
    assert "applications!A9" in {item.place for item in verdict.evidence}
    dated = replace(census, applications=(*CENSUS.applications, replace(late, ready="2019Q2")))
    assert verdicts("A", dated)[Option.WITHDRAW].earliest == "2019Q2"
    assert verdicts("A", dated)[Option.MERGE_ADMIN].earliest == "2018Q2"
    stopped = replace(census, applications=(*CENSUS.applications, replace(late, state="abandoned")))
    assert verdicts("A", stopped)[Option.WITHDRAW].allowed


def test_the_matrix_holds_departmental_networks_only():
    cells = options_matrix(CENSUS, None)
    assert [(row.network, row.option) for row in cells] == [(code, option) for code in ("A", "B") for option in Option]
    with pytest.raises(NotFound, match="network_unknown"):
        feasible(CENSUS, None, EXTRANET[0].code)


def test_every_blocked_cell_cites_its_rule():
    for verdict in options_matrix(CENSUS, None):
        if verdict.allowed:
            assert verdict.citation is None
            assert verdict.reason == "planning.rule.allowed"
        else:
            assert verdict.evidence[-1].kind is EvidenceKind.RULE
            assert verdict.citation == verdict.evidence[-1].text
    assert all(rule.verified == ("待核" not in rule.shown_citation) for rule in RULES)
    assert len(RULE) == len(RULES)


def test_names_of_options():
    assert [read_option(text) for text in ("keep", " Sibling ", "decommission", "nothing")] == [
        Option.KEEP,
        Option.JOIN,
        Option.WITHDRAW,
        None,
    ]
