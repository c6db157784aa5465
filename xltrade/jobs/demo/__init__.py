"""The demo team: invented rows over a real company's data, and its files."""
