-- Of an activity that was undone: until when it may come (again) without being meant.
ALTER TABLE taken ADD dead_until timestamptz;
