"""The parts of the sheet 提成明细 / Commission details: top, list of receipts, sums, terms."""
