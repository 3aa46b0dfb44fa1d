"""Sample data that is obviously made up: people, companies and goods, from a random generator."""
