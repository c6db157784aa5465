"""What knows xlwings: the open workbook, buttons, cells answered by Python, add-in, doctor."""
