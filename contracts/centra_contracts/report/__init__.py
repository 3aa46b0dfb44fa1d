"""Reports of a check: for the terminal, HTML, JSON, JUnit and GitHub Actions."""
