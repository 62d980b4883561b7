"""Texts of what can be wrong with a census file, its sheets, rows and cells."""

from topology.model.text import N_

MESSAGES: dict[str, str] = {
    "census-file-empty": N_("{file}: the file is empty; nothing was read."),
    "census-file-encrypted": N_("{file}: the workbook is password-protected; remove the password and save it again."),
    "census-file-old-format": N_("{file}: an old .xls workbook; save it as .xlsx."),
    "census-file-not-workbook": N_("{file}: not an Excel workbook, whatever its name says; expected .xlsx, or a folder of CSV files."),
    "census-file-too-large": N_("{file}: larger than {limit_mib} MiB; split it."),
    "census-file-corrupt": N_("{file}: the workbook is damaged ({reason}); open it in a spreadsheet program and save it again."),
    "census-file-bomb": N_(
        "{file}: refused, as it would unpack to {unpacked_mib} MiB in {entries} parts (ratio up to {ratio}); save it anew."
    ),
    "census-file-xml-encoding": N_("{file}: refused, the part {part} is not in UTF-8; save the workbook again."),
    "census-file-doctype": N_("{file}: refused, the part {part} declares a document type, which no spreadsheet program writes."),
    "census-file-too-slow": N_("{file}: reading took more than {limit_s} s and was stopped; remove unused rows, columns and formatting."),
    "census-file-too-much-memory": N_("{file}: reading took more than {limit_mib} MiB of memory and was stopped; split the workbook."),
    "census-too-many-columns": N_("{sheet}!{cell}: content beyond column {limit}; delete stray cells to the right of the table."),
    "census-too-many-rows": N_("{sheet}: more than {limit} rows in the file; split it or delete rows that are empty but formatted."),
    "census-text-too-long": N_("{sheet}!{cell}: a cell holds at most {limit} characters; shorten the text."),
    "census-csv-broken": N_("{file}: not a CSV table near line {line} ({reason}); look for a quotation mark that is never closed."),
    "census-csv-encoding": N_("{file}: line {line} is text neither in UTF-8 nor in GB18030; save the file as CSV UTF-8."),
    "census-csv-binary": N_("{file}: line {line} holds NUL bytes, so this is not a CSV file."),
    "census-ignored-macros": N_("the workbook holds macros; they were ignored, values only were read."),
    "census-ignored-links": N_("the workbook refers to other files; they were not opened, stored values were read."),
    "census-ignored-objects": N_("the workbook holds embedded objects or controls; they were ignored."),
    "census-ignored-connections": N_("the workbook holds data connections; they were ignored and nothing was fetched."),
    "census-no-sheet": N_("{file}: no sheet of a census was found; expected one or more of: {sheets}."),
    "census-sheet-unknown": N_("the sheet is not part of a census and was passed over; known sheets: {sheets}."),
    "census-sheet-twice": N_("a second sheet for the same table was not read; the sheet '{first}' was. Merge the two."),
    "census-sheet-hidden": N_("the sheet is hidden; it was read all the same."),
    "census-no-header": N_("no header row in the first {rows} rows; expected some of: {expected}."),
    "census-columns-missing": N_("required columns are missing, so that no row was read: {columns}. Add them, or take the template."),
    "census-columns-absent": N_("columns that are not there, taken as unknown: {columns}."),
    "census-column-unknown": N_("the column '{header}' is not known and was not read."),
    "census-column-twice": N_("the column '{header}' means the same as the one in {first} and was not read; keep one of them."),
    "census-unit-assumed": N_("the header '{header}' names no unit; {unit} was assumed. Write the unit in brackets."),
    "census-merged-cells": N_("merged cells: the value counts for the first of them only, the others are empty. Undo the merge."),
    "census-reference-unknown": N_("{column}: the sheet {sheet} has no row with the code '{code}'; add it there or mend the code."),
    "census-cell-missing": N_("{column} must be filled in; the row was left out."),
    "census-code-missing": N_("the row ('{name}') has no code and was left out; give it a code of its own."),
    "census-code-proposed": N_("the row ('{name}') has no code and was left out; the code '{proposal}' has the same name: is it the same?"),
    "census-code-conflict": N_(
        "the code '{code}' stands at {first} too, with other values in: {columns}. That row was kept, this one left out."
    ),
    "census-row-twice": N_("the row repeats {first} (code '{code}') and was left out."),
    "census-cell-boolean": N_("{column}: found the truth value {found}, expected something else; write text or a number."),
    "census-cell-date-for-text": N_("{column}: found the date {found} where text is expected; format the cell as text and type it again."),
    "census-cell-number-for-text": N_(
        "{column}: found the number {found} where text is expected; format the cell as text and type it again (leading zeros may be lost)."
    ),
    "census-cell-error": N_("{column}: found the error value {found}; mend the formula or type the value."),
    "census-cell-formula": N_("{column}: the result of {found} is not in the file; open it in a spreadsheet program and save it again."),
    "census-cell-number": N_("{column}: found '{found}', expected a number."),
    "census-cell-unit": N_("{column}: the unit of '{found}' is not known; known units: {units}."),
    "census-cell-range": N_("{column}: found '{found}', expected a value from {low} to {high}."),
    "census-cell-whole": N_("{column}: found '{found}', expected a whole number."),
    "census-cell-yes-no": N_("{column}: found '{found}', expected yes or no."),
    "census-cell-date": N_("{column}: found '{found}', expected a date such as 2017-12-31, 2017-12 or 2017."),
    "census-cell-quarter": N_("{column}: found '{found}', expected a quarter such as 2018Q3."),
    "census-cell-prefix": N_("{column}: found '{found}', expected a prefix such as 10.20.0.0/16 with no host bits set."),
    "census-cell-choice": N_("{column}: found '{found}', expected one of: {allowed}."),
}
