"""VBA text in git -> `xl/vbaProject.bin`, in memory, without Excel."""
