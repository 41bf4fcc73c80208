-- What is written often stands with the organisation it belongs to, on one node of a cluster; what all share is on every node, so that one
-- node that is away would stop everybody's imports, settings and sign-ins.

-- What an organisation's row knew besides its name: how often its facts changed, how many imports it has, the sum of its settings' marks.
CREATE TABLE organization_state (
    organization_id BIGINT NOT NULL PRIMARY KEY,
    change_number   BIGINT NOT NULL,
    import_count    BIGINT NOT NULL,
    setting_sum     BIGINT NOT NULL,
    digest          BIGINT NOT NULL
);

-- Rows that are held while something changes, so that others wait (PostgreSQL; a lock of a node's own memory would hold on that node only).
CREATE TABLE turn (
    organization_id BIGINT NOT NULL,
    kind            SMALLINT NOT NULL,
    number          BIGINT NOT NULL,
    PRIMARY KEY (organization_id, kind, number)
);

-- A session that an identity provider ended is gone from its own table: provider_session is no longer needed.
CREATE INDEX session_by_sid ON session (issuer, sid);

CREATE INDEX session_by_subject ON session (issuer, subject);

DROP TABLE provider_session;

DROP TABLE logout_token;

-- Logout tokens that were used, until they would not be believed any more: none counts twice. Of organisation 0, as whose it is may not be known.
CREATE TABLE used_logout_token (
    organization_id BIGINT NOT NULL,
    issuer TEXT NOT NULL,
    token_hash TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (organization_id, issuer, token_hash)
);

-- What waits, and nothing else: over all organisations in one question.
DROP INDEX delivery_due;

CREATE INDEX delivery_due ON delivery (organization_id, next_try_at) WHERE next_try_at IS NOT NULL;
