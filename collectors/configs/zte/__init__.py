"""The commands of ZTE ZXROS that IOS does not have, or has otherwise: what reads them."""
