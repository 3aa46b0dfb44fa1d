"""Made-up content that nobody takes for real: people, companies and goods, from a source of chance."""
