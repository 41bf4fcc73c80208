-- Of what a source told, whole days since 1970 are days without a time: days of the reporting zone. An instant that falls on midnight UTC
-- is kept with its sign turned. A program from before would take that for a moment before 1970, hence the number; no row changes.
SELECT 1;
