#!/usr/bin/env bash
# Debian packages the tests use. Installs what is missing where that is possible (root and apt);
# otherwise names it and lets the tests that need it fail by name.
# No daemon is left running or enabled by it: tests start their own, with their own configurations.
set -u
# Package -> a command (daemons live in /usr/sbin) or a file that it brings.
declare -A proof_of=(
  [chromium]=chromium
  [libreoffice-calc-nogui]='/usr/lib/libreoffice/program/libsclo.so' [libreoffice-writer-nogui]='/usr/lib/libreoffice/program/libswlo.so'
  [poppler-utils]=pdftoppm
  [postgresql]='/usr/lib/postgresql/*/bin/initdb'
  [snmpd]=snmpd [snmp]=snmpbulkwalk
  [iproute2]=ip [lldpd]=lldpd [frr]=/usr/lib/frr/zebra [frr-snmp]='/usr/lib/*/frr/modules/ospfd_snmp.so'
)
daemons=" snmpd lldpd frr postgresql "
missing=()
for package in "${!proof_of[@]}"; do
  proof=${proof_of[$package]}
  case $proof in
    /*) compgen -G "$proof" >/dev/null || missing+=("$package") ;;
    *) PATH="$PATH:/usr/sbin:/sbin" command -v "$proof" >/dev/null || missing+=("$package") ;;
  esac
done
fc-list 2>/dev/null | grep -qi 'noto.*cjk' || missing+=(fonts-noto-cjk fontconfig)
[ ${#missing[@]} -eq 0 ] && exit 0

policy=/usr/sbin/policy-rc.d
deny_starts() { # dpkg asks policy-rc.d before it starts a service; 101 means no. The machine's own policy comes back afterwards.
  [ -e "$policy" ] && mv "$policy" "$policy.kept"
  trap 'rm -f "$policy"; [ -e "$policy.kept" ] && mv "$policy.kept" "$policy"' EXIT
  printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod 755 "$policy"
}
disable_new() { # Only what was just installed: a daemon that the machine had before is its owner's affair.
  for package in "${missing[@]}"; do
    [[ $daemons == *" $package "* ]] || continue
    if command -v systemctl >/dev/null; then systemctl disable "$package"; fi
    if command -v update-rc.d >/dev/null; then update-rc.d "$package" disable; fi
  done >/dev/null 2>&1
}
if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
  echo "netfold: installing Debian packages for the tests: ${missing[*]}"
  deny_starts
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >/dev/null && {
    disable_new
    exit 0
  }
fi
echo "netfold: missing for the tests: ${missing[*]} (install: apt-get install ${missing[*]})" >&2
exit 0
