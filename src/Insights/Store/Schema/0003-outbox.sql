-- What is shared leaves by an outbox: it is kept here before anything is tried, so that neither a stopped program nor a silent
-- server loses it. Keys begin with organization_id, as everywhere.

-- One share: the words as they were written then. rich is HTML for mail, a message with an Adaptive Card for Teams.
CREATE TABLE share (
    organization_id BIGINT NOT NULL,
    share_id        BIGINT NOT NULL,
    shared_at       BIGINT NOT NULL,
    shared_by       TEXT NOT NULL,
    way             SMALLINT NOT NULL,
    reading         TEXT NOT NULL,
    subject         TEXT NOT NULL,
    plain           TEXT NOT NULL,
    rich            TEXT NOT NULL,
    mark            TEXT NOT NULL,
    PRIMARY KEY (organization_id, share_id)
);

CREATE TABLE share_picture (
    organization_id BIGINT NOT NULL,
    share_id        BIGINT NOT NULL,
    picture         BYTEA NOT NULL,
    PRIMARY KEY (organization_id, share_id)
);

-- How one share fares with one recipient: what one address refuses is no other's business. next_try_at is empty when all is said;
-- trying_since is set while it is being tried, and left behind by a program that died at it.
CREATE TABLE delivery (
    organization_id BIGINT NOT NULL,
    share_id        BIGINT NOT NULL,
    recipient       TEXT NOT NULL,
    state           SMALLINT NOT NULL,
    attempts        BIGINT NOT NULL,
    interruptions   BIGINT NOT NULL,
    give_up_at      BIGINT NOT NULL,
    next_try_at     BIGINT,
    trying_since    BIGINT,
    tried_at        BIGINT,
    reason          TEXT,
    said            TEXT,
    PRIMARY KEY (organization_id, share_id, recipient)
);

CREATE INDEX delivery_due ON delivery (organization_id, next_try_at);
