"""What Huawei VRP and H3C Comware share: readers of one area each, and the words in which the two differ."""
