"""What Cisco IOS, IOS-XE and Ruijie RGOS share: readers of one area each, and the words in which they differ."""
