Attribute VB_Name = "xltrade_buttons"
Option Explicit

' What the buttons and the ribbon call. Each Sub runs the Python function of the same meaning in xltrade.macros, which
' shows its own messages; VBA speaks up only when Python cannot be started. ASCII only.

' Master workbook

Public Sub XltradeConsolidate()
    XltradeRun "consolidate"
End Sub

Public Sub XltradeRecalculate()
    XltradeRun "recalculate"
End Sub

Public Sub XltradePrintReports()
    XltradeRun "print_reports"
End Sub

' A salesperson's workbook

Public Sub XltradeLogContact()
    XltradeRun "log_contact"
End Sub

Public Sub XltradeLookUp()
    XltradeRun "look_up"
End Sub

Public Sub XltradeWeeklyReport()
    XltradeRun "weekly_report"
End Sub

' Both

Public Sub XltradeCheck()
    XltradeRun "check"
End Sub

' The ribbon: a control's id is the name of the Sub that it runs

Public Sub XltradeRibbon(control As IRibbonControl)
    Select Case control.ID
        Case "XltradeConsolidate": XltradeConsolidate
        Case "XltradeRecalculate": XltradeRecalculate
        Case "XltradePrintReports": XltradePrintReports
        Case "XltradeLogContact": XltradeLogContact
        Case "XltradeLookUp": XltradeLookUp
        Case "XltradeWeeklyReport": XltradeWeeklyReport
        Case "XltradeCheck": XltradeCheck
        Case Else: MsgBox "Unknown button: " & control.ID, vbExclamation, "xltrade"
    End Select
End Sub

Private Sub XltradeRun(ByVal PythonFunction As String)
    On Error GoTo failed
    RunPython "from xltrade import macros; macros." & PythonFunction & "()"
    Exit Sub
failed:
    MsgBox "Python could not be started: " & Err.Description, vbCritical, "xltrade"
End Sub
