"""The readers of Cisco NX-OS."""
