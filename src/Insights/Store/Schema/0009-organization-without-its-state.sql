ALTER TABLE organization DROP COLUMN change_number;
ALTER TABLE organization DROP COLUMN import_count;
ALTER TABLE organization DROP COLUMN setting_sum;
