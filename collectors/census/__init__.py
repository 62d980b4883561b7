"""The census workbook: what departments declare, read with every error by sheet and cell, and written again."""

from collectors.census.columns import SHEETS, Column, Sheet
from collectors.census.reader import read_census
from collectors.census.template import write_template
from collectors.census.writer import write_census

__all__ = ["SHEETS", "Column", "Sheet", "read_census", "write_census", "write_template"]
