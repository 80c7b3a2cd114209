"""Rich messages: headings, tables, lists, details, media and buttons in one message."""
