"""Which tests show each case A01 to A65 of the list of hostile inputs. Cases of the contract run on both engines.

A name is ``contract:`` and a case's name, or a test's file and function below ``tests``.
"""

from __future__ import annotations

WIRE, WALK, USM = "snmp/test_hostile_wire.py", "snmp/test_hostile_walk.py", "snmp/test_usm_hostile.py"
BER, CASES = "snmp/test_ber.py", "snmp/test_cases_a.py"
DISCOVER, LIMITS, FAULTS = "snmp/test_discover.py", "snmp/test_discover_limits.py", "snmp/test_discover_faults.py"
CITY, SCALE, FUZZ = "long/test_hostile_city.py", "long/test_scale.py", "long/test_fuzz_decoder.py"
_FUZZED = f"{FUZZ}::test_a35_a44_a_fuzzer_finds_nothing_that_crashes_or_is_read_otherwise_than_by_pyasn1"

COVERAGE: dict[str, tuple[str, ...]] = {
    "A01": (
        "contract:a01-silent",
        f"{WIRE}::test_a01_a_silent_agent_costs_one_chain_of_tries",
        f"{WIRE}::test_a01_the_tries_add_up_to_the_promised_time",
    ),
    "A02": ("contract:a02-closed", "contract:a02-closed-ipv6", "contract:v3-a02-closed", f"{WIRE}::test_a02_a_closed_port_fails_at_once"),
    "A03": ("contract:a03-same-row", f"{WALK}::test_a03_the_same_oid_for_ever_stops_at_the_first_repeat"),
    "A04": ("contract:a04-cycle", f"{WALK}::test_a04_a_cycle_stops_at_the_first_decrease"),
    "A05": (
        "contract:a05-disorder",
        "contract:a05-disorder-known",
        f"{WALK}::test_a05_disorder_is_partial_unless_the_maker_is_known_for_it",
    ),
    "A06": ("contract:a06-loop-unordered", f"{WALK}::test_a06_a_loop_of_a_disordered_maker_is_seen"),
    "A07": ("contract:a07-endless", f"{WALK}::test_a07_an_endless_table_stops_at_the_cap"),
    "A08": ("contract:a08-deepening", f"{WALK}::test_a08_ever_deeper_oids_stop_at_128_sub_identifiers"),
    "A09": ("contract:a09-more-than-asked", f"{WALK}::test_a09_an_answer_of_2500_values_counts_as_they_come"),
    "A10": ("contract:a10-one-at-a-time", "contract:a10-fewer-than-asked", f"{WALK}::test_a10_fewer_values_than_asked_leave_no_gap"),
    "A11": ("contract:a11-empty", f"{WIRE}::test_a11_an_empty_get_fails_the_device"),
    "A12": ("contract:a12-empty", f"{WALK}::test_a12_an_answer_without_values_ends_the_table"),
    "A13": ("contract:a13-end-of-one-column", f"{WALK}::test_a13_the_end_of_one_column_does_not_end_the_others"),
    "A14": (
        "contract:a14-no-such-instance",
        "contract:a14-value-no-such-object",
        "contract:a14-value-no-such-instance",
        f"{WALK}::test_a14_no_such_instance_is_no_value",
    ),
    "A15": ("contract:a15-other-object", f"{WIRE}::test_a15_other_objects_than_asked_are_not_believed"),
    "A16": ("contract:a16-more-than-asked", f"{WIRE}::test_a16_values_nobody_asked_for_are_dropped_and_said"),
    "A17": ("contract:a17-leaves-the-subtree", f"{WALK}::test_a17_a_value_outside_the_table_ends_it_and_is_not_kept"),
    "A18": (
        "contract:a18-status-99",
        "contract:a18-status-99-on-a-walk",
        f"{WIRE}::test_a18_an_unknown_error_status_fails_the_device",
        f"{WALK}::test_a18_a22_a23_error_statuses_end_the_table_with_their_reason",
    ),
    "A19": ("contract:a19-index-77", f"{WALK}::test_a19_a21_an_error_on_one_column_leaves_the_others_complete"),
    "A20": (
        "contract:a20-too-big",
        "contract:a20-too-big-get",
        "contract:a20-too-big-down-to-getnext",
        "contract:a20-no-bulk",
        "contract:a20-version-1-only",
        f"{WALK}::test_a20_too_big_halves_what_is_asked_and_is_remembered",
        f"{WALK}::test_a20_too_big_down_to_getnext",
        f"{WIRE}::test_a20_a_system_group_too_big_for_one_answer_is_read_object_by_object",
    ),
    "A21": ("contract:a21-gen-err", f"{WALK}::test_a19_a21_an_error_on_one_column_leaves_the_others_complete"),
    "A22": ("contract:a22-no-such-name", f"{WALK}::test_a18_a22_a23_error_statuses_end_the_table_with_their_reason"),
    "A23": (
        "contract:a23-no-access",
        "contract:a23-authorization-error",
        f"{WALK}::test_a18_a22_a23_error_statuses_end_the_table_with_their_reason",
        f"{WIRE}::test_a23_a_table_out_of_view_is_partial_for_access",
    ),
    "A24": ("contract:a24-request-id", f"{WIRE}::test_a24_a26_a30_answers_that_are_not_ours_are_ignored"),
    "A25": ("contract:a25-community", f"{WIRE}::test_a24_a26_a30_answers_that_are_not_ours_are_ignored"),
    "A26": ("contract:a26-version", "contract:a26-version-3", f"{WIRE}::test_a24_a26_a30_answers_that_are_not_ours_are_ignored"),
    "A27": (
        "contract:a27-other-address",
        f"{WIRE}::test_a27_a28_answers_from_elsewhere_are_ignored_and_counted",
        f"{WIRE}::test_a27_only_spoofed_answers_are_a_timeout",
    ),
    "A28": ("contract:a28-other-port", f"{WIRE}::test_a27_a28_answers_from_elsewhere_are_ignored_and_counted"),
    "A29": ("contract:a29-reflected", f"{WIRE}::test_a29_a_request_thrown_back_is_ignored"),
    "A30": (
        *(f"contract:a30-{name}" for name in ("get", "get-next", "set", "bulk", "inform", "trap", "report")),
        f"{WIRE}::test_a24_a26_a30_answers_that_are_not_ours_are_ignored",
    ),
    "A31": ("contract:a31-five-copies", f"{WIRE}::test_a31_five_copies_of_an_answer_count_once"),
    "A32": ("contract:a32-late", f"{WIRE}::test_a32_a_late_answer_cannot_answer_the_next_request"),
    "A33": (
        "contract:a33-flood",
        f"{WIRE}::test_a33_a_flood_of_junk_hides_no_answer",
        f"{CASES}::test_a33_a_flood_takes_little_memory_and_the_socket_has_room_for_it",
    ),
    "A34": (
        *(f"contract:a34-{name}" for name in ("nothing", "two-octets", "ff", "zeros", "ff-alone")),
        f"{BER}::test_a34_a42_malformed_messages_are_refused_at_once",
        f"{WIRE}::test_a34_a36_a42_only_junk_is_a_timeout_and_half_an_answer_is_malformed",
        f"{CASES}::test_a34_a42_whatever_junk_comes_is_one_line_of_the_log",
    ),
    "A35": (
        "contract:a35-every-cut",
        "contract:a35-half",
        "contract:a35-broken-row",
        f"{BER}::test_a35_an_answer_cut_at_any_octet_is_refused_whole",
        f"{WIRE}::test_a35_a_cut_answer_is_asked_again_and_never_half_stored",
        _FUZZED,
    ),
    "A36": (
        "contract:a36-length-ffffffff",
        "contract:a36-length-of-127-octets",
        f"{BER}::test_a34_a42_malformed_messages_are_refused_at_once",
        f"{CASES}::test_a36_a40_nothing_is_allocated_by_what_a_datagram_announces",
        f"{WIRE}::test_a34_a36_a42_only_junk_is_a_timeout_and_half_an_answer_is_malformed",
    ),
    "A37": ("contract:a37-indefinite", "contract:a37-indefinite-and-empty", f"{BER}::test_a34_a42_malformed_messages_are_refused_at_once"),
    "A38": (
        *(f"contract:a38-nested-{name}" for name in ("300", "15000", "indefinite")),
        f"{BER}::test_a34_a42_malformed_messages_are_refused_at_once",
    ),
    "A39": ("contract:a39-long-tag", f"{BER}::test_a34_a42_malformed_messages_are_refused_at_once"),
    "A40": (
        *(f"contract:a40-{name}" for name in ("arc-of-60000-octets", "60000-arcs", "name-empty", "name-cut", "arc-above-32-bits")),
        f"{BER}::test_a40_oids_too_long_or_too_wide_are_refused",
        f"{BER}::test_a40_an_oid_value_too_deep_stays_octets",
        f"{CASES}::test_a36_a40_nothing_is_allocated_by_what_a_datagram_announces",
    ),
    "A41": (
        "contract:a41-integer-40-bits",
        "contract:a41-integer-20000-octets",
        f"{BER}::test_a41_a43_a44_values_that_do_not_fit_stay_octets_and_cost_nothing_else",
    ),
    "A42": (
        "contract:a42-version-of-20000-octets",
        f"{BER}::test_a34_a42_malformed_messages_are_refused_at_once",
        f"{WIRE}::test_a34_a36_a42_only_junk_is_a_timeout_and_half_an_answer_is_malformed",
        f"{CASES}::test_a34_a42_whatever_junk_comes_is_one_line_of_the_log",
    ),
    "A43": (
        *(f"contract:a43-{name}" for name in ("gauge32-top-bit", "counter32-negative", "counter64-20-octets", "address-7-octets")),
        "contract:v3-a43-counter64-20-octets",
        f"{BER}::test_a41_a43_a44_values_that_do_not_fit_stay_octets_and_cost_nothing_else",
        f"{WIRE}::test_a43_a44_an_odd_value_costs_its_cell_and_nothing_else",
    ),
    "A44": (
        *(f"contract:a44-{name}" for name in ("real", "unknown-application-tag", "unsigned32-of-rfc1442", "bit-string")),
        "contract:a14-value-opaque-float",
        "contract:v3-a44-real",
        f"{BER}::test_a41_a43_a44_values_that_do_not_fit_stay_octets_and_cost_nothing_else",
        f"{WIRE}::test_a43_a44_an_odd_value_costs_its_cell_and_nothing_else",
        _FUZZED,
    ),
    "A45": ("contract:a45-trailing-junk", f"{BER}::test_a45_octets_after_the_message_are_ignored"),
    "A46": ("contract:a46-64-kib", f"{WIRE}::test_a46_a47_hostile_names_are_kept_without_loss_and_cut_at_4096_octets"),
    "A47": (
        "contract:a47-octets-of-a-name",
        f"{WIRE}::test_a46_a47_hostile_names_are_kept_without_loss_and_cut_at_4096_octets",
        f"{CASES}::test_a47_what_a_device_calls_itself_never_breaks_a_line",
    ),
    "A48": (
        f"{FAULTS}::test_a48_hostile_strings_are_inert_data_in_records_and_events",
        "cli/test_command_line.py::test_hostile_texts_are_inert_in_tables_and_csv",
        "census/test_hostile_workbooks.py::test_b20_nothing_becomes_a_formula_or_a_link",
        "dashboard/test_pages.py::test_hostile_text_is_shown_as_text",
        "dashboard/test_browser.py::test_c16_hostile_names_do_nothing_on_any_page",
    ),
    "A49": (f"{WIRE}::test_a49_a50_odd_indexes_and_same_names_never_merge_ports",),
    "A50": (f"{WIRE}::test_a49_a50_odd_indexes_and_same_names_never_merge_ports",),
    "A51": (f"{WIRE}::test_a51_odd_macs_are_no_macs", f"{CASES}::test_a51_what_is_no_mac_of_one_device_does_not_make_two_devices_one"),
    "A52": (
        f"{DISCOVER}::test_a52_clones_stay_two_devices_with_a_warning",
        f"{CASES}::test_a52_two_agents_with_one_engine_id_are_two_devices",
    ),
    "A53": (
        f"{LIMITS}::test_a53_a_device_that_hears_itself_and_a_crowd_bounds_the_crawl",
        f"{FAULTS}::test_a53_a_crowd_on_one_port_is_kept_within_the_caps",
        f"{CASES}::test_a53_ten_thousand_neighbours_on_one_port_are_a_list_and_no_links",
        "resolve/test_links.py::test_self_links_are_dropped_and_listed",
    ),
    "A54": (f"{DISCOVER}::test_a54_odd_hints_are_never_asked",),
    "A55": (f"{WIRE}::test_a55_a_reboot_on_the_way_is_read_once_more",),
    "A56": ("contract:a56-drips", f"{WIRE}::test_a56_an_agent_that_drips_meets_the_wall_limit"),
    "A57": (
        "contract:a57-lost",
        f"{WIRE}::test_a57_loss_is_made_good_where_reading_stopped",
        f"{FAULTS}::test_a57_what_is_lost_is_made_good_within_three_resumes",
        f"{CITY}::test_a57_f8_a_third_of_all_datagrams_lost_is_made_good_by_resuming",
    ),
    "A58": (
        "contract:a58-endless-unknown-engine",
        "contract:a58-endless-out-of-time",
        f"{USM}::test_a58_endless_reports_cost_at_most_five_requests",
    ),
    "A59": (
        *(f"contract:a59-engine-id-{name}" for name in ("empty", "zeros", "of-1000-octets", "changes")),
        f"{USM}::test_a59_an_engine_id_that_is_none_fails_the_device",
        f"{USM}::test_a59_an_engine_id_that_changes_every_time_fails_the_device",
        f"{USM}::test_a59_the_peers_and_keys_remembered_are_bounded",
    ),
    "A60": (
        "contract:a60-clock-at-its-end",
        "contract:a60-clock-at-its-end-once",
        f"{USM}::test_a60_a_clock_at_its_end_fails_and_a_genuine_answer_works_later",
        f"{USM}::test_a60_a_genuine_answer_at_the_clocks_end_is_refused_as_the_standard_says",
    ),
    "A61": (
        *(f"contract:a61-{name}" for name in ("no-auth", "no-priv", "forged", "empty-code", "short-code", "other-request")),
        *(f"contract:a61-{name}-first" for name in ("no-auth", "priv-flag-only", "forged", "empty-code", "short-code", "other-context")),
        f"{USM}::test_a61_false_answers_are_never_accepted_and_the_genuine_one_is",
        f"{USM}::test_a61_false_answers_alone_end_in_an_error",
        f"{USM}::test_a61_a_forged_code_is_named",
        f"{USM}::test_a61_messages_of_another_form_are_ignored",
        f"{USM}::test_a61_a_request_at_the_lowest_level_takes_no_signed_answer_of_a_stranger",
    ),
    "A62": (
        *(f"contract:a62-refused-{counter}" for counter in (1, 3, 5, 6)),
        "contract:a62-forged-refusal-first",
        f"{USM}::test_a62_an_unproven_refusal_is_said_to_be_so_and_tried_once",
        f"{USM}::test_a62_a_forged_refusal_does_not_keep_the_genuine_answer_out",
        f"{USM}::test_a62_a_forged_report_on_a_proven_engine_does_not_move_it",
        f"{USM}::test_a62_a_credential_refused_by_one_device_is_tried_on_the_next",
        f"{USM}::test_a62_a_device_that_refuses_the_user_is_failed_and_says_so",
    ),
    "A63": (
        "snmp/contract/test_contract.py::test_a63_a_wrong_password_on_one_host_is_wrong_whatever_the_other_has",
        f"{USM}::test_a63_a_wrong_password_on_one_host_is_wrong_whatever_the_other_has",
    ),
    "A64": (
        f"{DISCOVER}::test_a64_thousands_of_dead_addresses_end_on_time_with_few_sockets",
        f"{SCALE}::test_a64_ten_thousand_addresses_of_which_a_hundred_answer",
    ),
    "A65": (
        f"{DISCOVER}::test_a65_a_hostile_neighbour_changes_nothing_about_the_others",
        f"{FAULTS}::test_each_behaviour_ends_in_one_state_beside_good_agents",
        f"{CITY}::test_a65_f12_hostile_agents_change_nothing_about_the_others",
    ),
}
