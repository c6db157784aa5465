Attribute VB_Name = "xltrade_buttons"
Option Explicit

' What the buttons and the ribbon call. Each Sub runs the Python function of the same meaning in xltrade.macros, which
' shows its own messages; VBA speaks up only when Python cannot be run. ASCII only.

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
    If RunPython("from xltrade import macros; macros." & PythonFunction & "()") = 0 Then Exit Sub
    XltradeNoPython "" 'xlwings has shown what Python or Windows said
    Exit Sub
failed:
    XltradeNoPython vbLf & vbLf & Err.Description
End Sub

Private Sub XltradeNoPython(ByVal Reason As String)
    MsgBox XltradeText("\u6CA1\u6709\u80FD\u8FD0\u884C Python\u3002\u8BF7\u5728\u547D\u4EE4\u884C\u8FD0\u884C python -m xltrade doctor" & _
        "\uFF0C\u5B83\u4F1A\u8BF4\u660E\u7F3A\u4EC0\u4E48\u3001\u600E\u4E48\u529E\u3002") & vbLf & vbLf & _
        "Python could not be run. In a command window run python -m xltrade doctor: it says what is missing." & Reason, _
        vbCritical, "xltrade"
End Sub
