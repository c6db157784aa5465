"""What people do with workbooks, a verb a file: make one, check one, bring a folder together, print statements."""
