"""Makes cities: census workbook, configurations and SNMP agents from one ground truth."""
