"""The readers of Cisco IOS XR."""
