"""Shipped, read-only data: published figures, the fictional sample city, prices, catalogues."""
