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
    "census-too-many-merged": N_("{file}: a sheet has more than {limit} merged ranges; undo the merges."),
    "census-text-too-long": N_("{sheet}!{cell}: a cell holds at most {limit} characters; shorten the text."),
    "census-csv-broken": N_("{file}: not a CSV table near line {line} ({reason}); look for a quotation mark that is never closed."),
    "census-csv-encoding": N_("{file}: line {line} is text neither in UTF-8 nor in GB18030; save the file as CSV UTF-8."),
    "census-csv-binary": N_("{file}: line {line} holds NUL bytes, so this is not a CSV file."),
    "census-csv-read-as": N_("the text was read as {encoding}; if it looks garbled, save the file as CSV UTF-8."),
    "census-ignored-macros": N_("the workbook holds macros; they were ignored, values only were read."),
    "census-ignored-links": N_("the workbook refers to other files; they were not opened, stored values were read."),
    "census-ignored-objects": N_("the workbook holds embedded objects or controls; they were ignored."),
    "census-ignored-connections": N_("the workbook holds data connections; they were ignored and nothing was fetched."),
    "census-ignored-date1904": N_(
        "the workbook counts days from 1904; dates in cells formatted as dates are right, plain numbers are not."
    ),
    "census-no-sheet": N_("{file}: no sheet of a census was found; expected one or more of: {sheets}."),
    "census-sheet-unknown": N_("the sheet is not part of a census and was passed over; known sheets: {sheets}."),
    "census-sheet-twice": N_("a second sheet for the same table was not read; the sheet '{first}' was. Merge the two."),
    "census-sheet-hidden": N_("the sheet is hidden; it was read all the same."),
    "census-rows-hidden": N_("{count} hidden rows were read like the others: {rows}."),
    "census-columns-hidden": N_("hidden columns were read like the others: {columns}."),
    "census-no-header": N_("no header row in the first {rows} rows; expected some of: {expected}."),
    "census-columns-missing": N_("required columns are missing, so that no row was read: {columns}. Add them, or take the template."),
    "census-columns-absent": N_("columns that are not there, taken as unknown: {columns}."),
    "census-column-unknown": N_("the column '{header}' is not known and was not read."),
    "census-column-twice": N_("the column '{header}' means the same as the one in {first} and was not read; keep one of them."),
    "census-column-ignored": N_("the column '{header}' has no place in a census and was passed over."),
    "census-columns-together": N_(
        "the column '{header}' means the same as the one in {first}; the two were read together: where one is empty the other counts."
    ),
    "census-columns-differ": N_("{column}: found '{found}', but '{other}' in {cell}, a column of the same meaning; mend one of the two."),
    "census-header-taken": N_(
        "the header '{header}' could mean several columns; {column} was taken, as the others have headers of their own."
    ),
    "census-header-ambiguous": N_("the header '{header}' could mean any of {columns}, and the column was not read; which is it?"),
    "census-header-like": N_("the header '{header}' is not known, and the column was not read; is it one of {columns}?"),
    "census-header-unit": N_(
        "the header '{header}' gives the unit '{unit}', which {column} cannot have; the column was not read. Convert it."
    ),
    "census-unit-assumed": N_("the header '{header}' names no unit; {unit} was assumed. Write the unit in brackets."),
    "census-merged-cells": N_("merged cells: the value counts for the first of them only, the others are empty. Undo the merge."),
    "census-merged-down": N_("merged cells: '{found}' counts for every row they cover."),
    "census-cell-nameless": N_("content ('{found}') under no header was not read, here and below; give the column a header, or delete it."),
    "census-row-wide": N_(
        "the line has {found} fields under {headers} headers, so that its values may stand under the wrong ones; "
        "it was left out. Put quotation marks round values that contain the separator."
    ),
    "census-row-total": N_("a row of totals ('{found}') was passed over."),
    "census-row-note": N_("a note ('{found}') was passed over."),
    "census-row-example": N_("an example row ('{found}') was passed over."),
    "census-row-header": N_("the header stands here again; the row was passed over."),
    "census-row-numbering": N_("a row that numbers the columns was passed over."),
    "census-total-differs": N_(
        "{column}: the row of totals says {found}, the rows that were read add up to {sum}; look for what is missing."
    ),
    "census-columns-swapped": N_("{first} and {second} seem to have changed places; exchange them? Until then these rows are left out."),
    "census-cells-swapped": N_(
        "{first} and {second} seem to have changed places in this row; exchange them? Until then they are not read."
    ),
    "census-dates-swapped": N_("{first} is later than {second}; exchange them? Until then both are unknown."),
    "census-amount-outlying": N_(
        "{column}: {found} would be thousands of times the others, as if it were in CNY and not in 10,000 CNY; "
        "which is it? Until then it is unknown."
    ),
    "census-answered": N_("answered: {answer}."),
    "census-answer-unknown": N_("the answer '{answer}' is none of {allowed}; the question stays open."),
    "census-answer-unused": N_("the answer to {key} was not used: the question was not asked, as its row has changed or gone."),
    "census-answers-form": N_(
        "{file}: not a file of answers; expected CSV with the columns {columns}, as 'netfold census questions' writes it."
    ),
    "census-codes-alike": N_("the code '{code}' differs from '{other}' at {first} in spelling only; are they the same?"),
    "census-rows-alike": N_("'{code}' and '{other}' at {first} have the same {columns}; are they the same?"),
    "census-contract-of-another": N_(
        "the line {code} names the contract {contract}, which belongs to another network; mend one of the two."
    ),
    "census-ends-equal": N_("both ends of the line {code} are the site {site}; mend one of them."),
    "census-code-spelled": N_("{column}: '{found}' was read as '{read}', which differs in spelling only."),
    "census-reference-by-name": N_("{column}: '{found}' is a name; it was read as the code '{read}', the only row of that name."),
    "census-reference-like": N_("{column}: the sheet {sheet} has no row '{found}'; which of {options} is meant? Until then it is unknown."),
    "census-reference-unknown": N_("{column}: the sheet {sheet} has no row with the code '{code}'; add it there or mend the code."),
    "census-cell-wide": N_("{column}: '{found}' holds full-width characters; it was read as '{read}'."),
    "census-cell-placeholder": N_("{column}: '{found}' was read as unknown."),
    "census-cell-date-serial": N_("{column}: the number {found} was read as the day {date}; format the cell as a date."),
    "census-cell-date-year": N_("{column}: '{found}' was read as {date}; write years with four digits."),
    "census-cell-date-ambiguous": N_("{column}: '{found}' can be read as more than one day; write it as 2017-12-31."),
    "census-cell-quarter-of-month": N_("{column}: '{found}' was read as the quarter {quarter}."),
    "census-cell-missing": N_("{column} must be filled in; the row was left out."),
    "census-code-missing": N_("the row ('{name}') has no code and was left out; give it a code of its own."),
    "census-code-proposed": N_("the row ('{name}') has no code and was left out; it is most like '{proposal}': is it the same?"),
    "census-code-new": N_("the row ('{name}') has no code and was left out; '{proposal}' would be the next: shall it have that?"),
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
