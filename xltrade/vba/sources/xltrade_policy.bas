Attribute VB_Name = "xltrade_policy"
Option Explicit
Option Private Module

' Excel does not recalculate a Python function when a policy cell that it read behind the scenes changes. So a change of
' a policy sheet recalculates everything, and the stamp, a hidden argument of every function, tells Python to read the
' policy again: how often it changed since the workbook was opened, and the day.

Private changes As Long

Public Sub XltradePolicyChanged()
    changes = changes + 1
    Application.CalculateFull
End Sub

Public Function XltradePolicyStamp() As String
    XltradePolicyStamp = CStr(changes) & " " & Format(Date, "yyyy-mm-dd")
End Function
