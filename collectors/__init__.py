"""Every source of records: SNMP agents, configurations, census workbooks."""
