"""Each case of the list of hostile imports (B01 to B38): the tests that hold us to it, or where it belongs."""

CASES: dict[str, tuple[str, ...]] = {
    "B01": ("test_hostile_workbooks.py::test_b01_empty_file",),
    "B02": (
        "test_hostile_workbooks.py::test_b02_a_picture_named_as_a_workbook",
        "test_hostile_workbooks.py::test_b02_a_zip_that_is_no_workbook",
    ),
    "B03": ("test_hostile_files.py::test_b03_a_file_beyond_the_limit_is_refused_unread",),
    "B04": (
        "test_hostile_workbooks.py::test_b04_bomb_is_refused_from_the_directory",
        "test_hostile_workbooks.py::test_b04_too_many_parts",
        "test_hostile_workbooks.py::test_b04_one_huge_cell_meets_the_memory_limit",
        "test_hostile_files.py::test_b04_the_child_lives_within_its_limits",
    ),
    "B05": ("test_hostile_workbooks.py::test_b05_lying_sizes", "test_hostile_workbooks.py::test_b05_overlapping_parts"),
    "B06": (
        "test_hostile_workbooks.py::test_b06_only_the_last_cell_of_the_sheet",
        "test_hostile_workbooks.py::test_b06_far_row_within_the_columns_is_only_a_row_without_header",
        "test_hostile_workbooks.py::test_b06_lying_dimension_is_not_believed",
    ),
    "B07": ("test_hostile_workbooks.py::test_b07_too_many_rows_are_refused_with_the_limit",),
    "B08": (
        "test_hostile_workbooks.py::test_b08_document_types_are_refused",
        "test_hostile_workbooks.py::test_b08_a_part_under_another_name_is_looked_at_too",
        "test_hostile_workbooks.py::test_b08_other_encodings_cannot_hide_a_document_type",
    ),
    "B09": (
        "test_hostile_workbooks.py::test_b09_encrypted_workbook_says_password",
        "test_hostile_workbooks.py::test_b09_encrypted_zip_entries_and_old_format",
    ),
    "B10": ("test_hostile_workbooks.py::test_b10_macros_links_and_objects_are_noted_and_left_alone",),
    "B11": ("test_census_errors.py::test_b11_formula_without_a_stored_result",),
    "B12": (
        "test_census_errors.py::test_b12_header_in_row_7_unknown_and_repeated_columns_hidden_sheet",
        "test_census_errors.py::test_b12_cells_merged_down_count_for_each_row_and_merged_across_for_the_first",
        "test_headers.py::test_b12_two_header_rows_with_merged_cells",
        "test_hostile_files.py::test_b12_hidden_rows_and_columns_are_read_and_named",
    ),
    "B13": ("test_census_errors.py::test_b13_wrong_values", "test_hostile_files.py::test_b13_what_a_spreadsheet_makes_of_codes_is_flagged"),
    "B14": ("test_census_errors.py::test_b14_wrong_cells_are_named_and_the_rest_is_imported",),
    "B15": (
        "test_hostile_workbooks.py::test_b15_csv_dialects",
        "test_hostile_workbooks.py::test_b15_broken_csv_is_named_by_line",
        "test_hostile_workbooks.py::test_b15_csv_limits",
        "test_hostile_workbooks.py::test_b15_lines_of_records_with_line_breaks",
        "test_hostile_files.py::test_b15_encodings",
        "test_hostile_files.py::test_b15_text_in_another_encoding_is_refused_with_its_line",
    ),
    "B16": ("test_census_errors.py::test_b16_two_rows_with_one_code_are_a_conflict_and_the_last_never_wins",),
    "B17": (
        "test_hostile_workbooks.py::test_b17_the_same_file_twice_gives_the_same_census",
        "test_editions.py::test_b17_the_same_file_twice_changes_nothing",
    ),
    "B18": ("test_editions.py::test_b18_one_row_changed_is_one_change_in_the_preview",),
    "B19": (
        "test_hostile_workbooks.py::test_b19_naughty_strings_survive_in_every_text_column",
        "test_hostile_files.py::test_b19_naughty_strings_survive_in_every_column_of_text",
        "test_hostile_files.py::test_b19_naughty_strings_survive_in_the_store",
    ),
    "B20": ("test_hostile_workbooks.py::test_b20_nothing_becomes_a_formula_or_a_link",),
    "B21": ("test_hostile_files.py::test_b21_a_file_s_name_is_only_a_label",),
    "B24": ("test_hostile_files.py::test_b24_long_texts_cost_no_more_than_their_length",),
    "B26": ("test_hostile_files.py::test_b26_prefixes_are_exact_or_errors",),
    "B35": ("test_hostile_files.py::test_b35_nothing_is_ever_unpickled_or_evaluated",),
    "B37": ("test_editions.py::test_b37_a_file_that_cannot_be_read_leaves_no_edition",),
    "B38": ("test_editions.py::test_b38_an_import_between_preview_and_confirmation_is_a_conflict",),
}
"""Case to the tests that show it for the census."""

ELSEWHERE: dict[str, str] = {
    "B22": "archives of configurations: import of configurations and archives (issue 4, collectors/sources)",
    "B23": "configurations of one huge line: import of configurations (issue 4)",
    "B25": "planted secrets in configurations: redaction (issue 4)",
    "B27": "VLAN ranges and duplicate addresses in configurations (issue 4); the census holds neither",
    "B28": "NetBox (issue 7)",
    "B29": "NetBox (issue 7)",
    "B30": "NetBox (issue 7)",
    "B31": "NetBox (issue 7)",
    "B32": "NetBox (issue 7)",
    "B33": "NetBox (issue 7)",
    "B34": "GraphML: exports and their reading again",
    "B36": "restoring a backup: administration",
}
"""Case to where it belongs, where it is not the census's."""
