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

' The day that a workbook computes for. TODAY() is volatile: it would make Excel call Python for every cell that depends
' on the day, at each opening. This stands until XltradeNewDay finds that a new day has come.

Public Function XltradeToday() As Date
    XltradeToday = Date
End Function

Public Sub XltradeNewDay()
    Dim cell As Range
    On Error Resume Next 'a day that is an error is not today either: the next line is then run
    Set cell = ThisWorkbook.Names("as_of").RefersToRange
    If cell.HasFormula Then
        If cell.Value2 <> CLng(Date) Then cell.Dirty
    End If
End Sub

Public Function XltradePolicyStamp() As String
    XltradePolicyStamp = CStr(changes) & " " & Format(Date, "yyyy-mm-dd")
End Function

' Text with Chinese characters as \uXXXX, so that it survives any code page

Public Function XltradeText(ByVal Escaped As String) As String
    Dim at As Long
    at = InStr(Escaped, "\u")
    Do While at > 0
        Escaped = Left(Escaped, at - 1) & ChrW(CLng("&H" & Mid(Escaped, at + 2, 4))) & Mid(Escaped, at + 6)
        at = InStr(at + 1, Escaped, "\u")
    Loop
    XltradeText = Escaped
End Function
