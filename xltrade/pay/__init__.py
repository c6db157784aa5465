"""From receipts to pay: whose a receipt is and by which terms, settlements that stay, payroll, the team fund."""
