-- What tells that a store is whole. A row of facts has had its digest from the beginning; here is what tells that none is gone,
-- came twice or belongs to another import: for every import and table how many rows it brought, and the sum of their marks (Store/Seal.cs).
-- An import's digest stands for its own row, its files and its seals; an organisation's for its row and how many imports it has.
-- change_number only says whether to read anew, and is under no digest.

CREATE TABLE import_seal (
    organization_id BIGINT NOT NULL,
    import_id       BIGINT NOT NULL,
    table_name      TEXT NOT NULL,
    row_count       BIGINT NOT NULL,
    row_sum         BIGINT NOT NULL,
    PRIMARY KEY (organization_id, import_id, table_name)
);

ALTER TABLE import ADD COLUMN digest BIGINT NOT NULL DEFAULT 0;
ALTER TABLE organization ADD COLUMN import_count BIGINT NOT NULL DEFAULT 0;
ALTER TABLE organization ADD COLUMN digest BIGINT NOT NULL DEFAULT 0;
-- The sum of the marks of the organisation's settings.
ALTER TABLE organization ADD COLUMN setting_sum BIGINT NOT NULL DEFAULT 0;
