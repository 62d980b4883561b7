import pytest
from msgspec.structs import replace

from planning.appraise import appraise
from planning.compare import FIGURES, compare
from planning.lines import Item
from planning.messages import message_text
from planning.options import Option
from planning.samples import sample_prices
from tests.planning.town import CENSUS, TOPOLOGY, base, merge, scenario
from topology.model.errors import InputError

PRICES = sample_prices()


def appraised(*choices, **changes):
    return appraise(scenario(*choices, **changes), base(), TOPOLOGY, CENSUS, PRICES)


def test_bridges_add_up_exactly_by_item_and_by_network():
    plain, merged = appraised(id="plain"), appraised(merge(), id="merged")
    gone = appraised(merge(option=Option.WITHDRAW), id="gone")
    found = compare([plain, merged, gone])
    assert found.scenarios == ("plain", "merged", "gone")
    assert found.figures["cost_fen"] == (plain.cost_fen, merged.cost_fen, gone.cost_fen)
    assert set(found.figures) == set(FIGURES)
    for bridge, after in zip(found.bridges, (merged, gone), strict=True):
        for steps in (bridge.items, bridge.networks):
            assert bridge.from_fen + sum(step.delta_fen for step in steps) == bridge.to_fen == after.cost_fen
            assert sum(step.npv_fen for step in steps) == pytest.approx(after.npv_fen - plain.npv_fen, abs=1e-3)
    order = [item.value for item in Item]
    assert [step.key for step in found.bridges[0].items] == sorted((step.key for step in found.bridges[0].items), key=order.index)
    assert {step.key for step in found.bridges[0].networks} == {"A", "shared"}
    cell = next(cell for cell in found.cells if (cell.scenario, cell.network) == ("merged", "A"))
    assert (cell.option, cell.finish) == (Option.MERGE_ADMIN, "2018Q2")


def test_only_like_is_compared_with_like():
    plain = appraised(id="plain")
    with pytest.raises(InputError) as caught:
        compare([plain, appraised(id="longer", horizon=9)])
    assert (caught.value.code, caught.value.params["field"]) == ("planning.compare_differ", "quarters")
    with pytest.raises(InputError, match="compare_count"):
        compare([])
    with pytest.raises(InputError, match="compare_count"):
        compare([plain] * 5)
    with pytest.raises(InputError, match="compare_differ"):
        compare([plain, replace(plain, snapshot="snap-2")])
    with pytest.raises(InputError) as caught:
        compare([plain, replace(plain, base_cash=(1, *plain.base_cash[1:]))])
    assert "the do-minimum they are judged against" in message_text(caught.value.code, caught.value.params, "en")
    assert compare([plain]).bridges == ()
