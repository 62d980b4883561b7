#!/usr/bin/env bash
# Debian packages the tests use. Installs what is missing where that is possible (root and apt);
# otherwise names it and lets the tests that need it fail by name.
set -u
declare -A command_of=([chromium]=chromium [snmpd]=snmpd [snmp]=snmpbulkwalk)
missing=()
for package in "${!command_of[@]}"; do
  PATH="$PATH:/usr/sbin" command -v "${command_of[$package]}" >/dev/null || missing+=("$package")
done
fc-list 2>/dev/null | grep -qi 'noto.*cjk' || missing+=(fonts-noto-cjk fontconfig)
[ ${#missing[@]} -eq 0 ] && exit 0
if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
  echo "netfold: installing Debian packages for the tests: ${missing[*]}"
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >/dev/null && exit 0
fi
echo "netfold: missing for the tests: ${missing[*]} (install: apt-get install ${missing[*]})" >&2
exit 0
