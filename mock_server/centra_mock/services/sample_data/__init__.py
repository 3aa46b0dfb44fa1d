"""Sample data in bulk: products with prices, accounts, and orders over some time. All chance is from the seed."""
