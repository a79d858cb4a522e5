-- +goose Up

-- People. Roles are flags, because a young-old volunteer becomes an elder.
CREATE TABLE members (
    id         INTEGER PRIMARY KEY,
    number     TEXT    NOT NULL UNIQUE, -- seven digits and a check digit
    name       TEXT    NOT NULL,        -- as it is spoken: 王奶奶
    roles      INTEGER NOT NULL,        -- bit set, see Role
    community  TEXT    NOT NULL,
    address    TEXT    NOT NULL,        -- told only to those who accepted a visit or a case
    born       INTEGER NOT NULL,        -- year, 0 when unknown
    lang       TEXT    NOT NULL,
    flags      TEXT    NOT NULL,        -- words separated by |
    resting    INTEGER NOT NULL DEFAULT 0, -- 1 while a volunteer wants no offers
    account    INTEGER NOT NULL,        -- minutes account in the ledger
    joined_at  INTEGER NOT NULL
) STRICT;

-- A member has several phones; one phone may belong to several members.
CREATE TABLE phones (
    phone    TEXT    NOT NULL, -- E.164
    member   INTEGER NOT NULL REFERENCES members (id),
    position INTEGER NOT NULL, -- 0 is rung first
    PRIMARY KEY (phone, member)
) STRICT;
CREATE INDEX phones_of_member ON phones (member, position);

CREATE TABLE contacts (
    member   INTEGER NOT NULL REFERENCES members (id),
    position INTEGER NOT NULL,
    name     TEXT    NOT NULL,
    phone    TEXT    NOT NULL,
    PRIMARY KEY (member, position)
) STRICT;

-- Numbers whose owner told the carrier to stop our texts; they are rung instead.
CREATE TABLE optouts (
    phone TEXT PRIMARY KEY,
    at    INTEGER NOT NULL
) STRICT;

-- What an elder asked for. The state is the life of the request and its visit.
CREATE TABLE requests (
    id         INTEGER PRIMARY KEY,
    source     TEXT    NOT NULL UNIQUE, -- call and turn that asked: twice is once
    elder      INTEGER NOT NULL REFERENCES members (id),
    kind       TEXT    NOT NULL,
    first_day  TEXT    NOT NULL, -- 2026-11-24, in the centre's zone
    last_day   TEXT    NOT NULL,
    state      TEXT    NOT NULL,
    visit      INTEGER,          -- the living visit, when somebody took it
    rings      INTEGER NOT NULL DEFAULT 0, -- rounds of offers sent
    next_at    INTEGER,          -- when dispatch looks again
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX requests_due ON requests (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX requests_of_elder ON requests (elder, id);

CREATE TABLE offers (
    request    INTEGER NOT NULL REFERENCES requests (id),
    volunteer  INTEGER NOT NULL REFERENCES members (id),
    offered_at INTEGER NOT NULL,
    passed_at  INTEGER,
    PRIMARY KEY (request, volunteer)
) STRICT;

-- One acceptance of a request. A replaced volunteer's visit stays, with its end.
CREATE TABLE visits (
    id               INTEGER PRIMARY KEY,
    request          INTEGER NOT NULL REFERENCES requests (id),
    volunteer        INTEGER NOT NULL REFERENCES members (id),
    code             TEXT    NOT NULL, -- four digits, unique among open visits
    door_word        INTEGER NOT NULL, -- index into the list of door words
    planned_at       INTEGER NOT NULL,
    planned_minutes  INTEGER NOT NULL,
    late_minutes     INTEGER NOT NULL DEFAULT 0,
    accepted_at      INTEGER NOT NULL,
    announced_at     INTEGER,
    started_at       INTEGER,          -- when the start was recorded for, by the carrier's time
    finished_at      INTEGER,
    start_grade      TEXT    NOT NULL DEFAULT '', -- evidence A to D, see care.md
    finish_grade     TEXT    NOT NULL DEFAULT '',
    said_minutes     INTEGER NOT NULL DEFAULT 0,  -- what the volunteer texted
    credited_minutes INTEGER NOT NULL DEFAULT 0,
    review           TEXT    NOT NULL DEFAULT '', -- reason codes separated by |
    satisfaction     INTEGER NOT NULL DEFAULT 0,  -- 1 satisfied, 2 so-so, 3 not, 0 not asked
    entry            INTEGER,          -- the deposit, once posted
    open             INTEGER NOT NULL DEFAULT 1,
    ended            TEXT    NOT NULL DEFAULT ''  -- posted, cancelled, dropped, no-show
) STRICT;
CREATE UNIQUE INDEX visits_open_code ON visits (code) WHERE open = 1;
CREATE INDEX visits_of_volunteer ON visits (volunteer, id);

-- Every text that came in, once. Its reply is in the outbox under reply/<sid>.
CREATE TABLE inbox (
    sid   TEXT    PRIMARY KEY,
    phone TEXT    NOT NULL,
    at    INTEGER NOT NULL
) STRICT;

-- Wrong codes, counted per phone: five in an hour lock it for an hour.
CREATE TABLE wrong_codes (
    phone TEXT    NOT NULL,
    at    INTEGER NOT NULL
) STRICT;
CREATE INDEX wrong_codes_of ON wrong_codes (phone, at);

-- Emergencies. The ladder is frozen when the case opens; progress is its state.
CREATE TABLE cases (
    id          INTEGER PRIMARY KEY,
    number      INTEGER NOT NULL, -- three digits, unique among open cases
    source      TEXT    NOT NULL UNIQUE,
    phone       TEXT    NOT NULL, -- caller, empty when hidden
    community   TEXT    NOT NULL,
    state       TEXT    NOT NULL, -- ringing, accepted, cancelled, closed
    ladder      TEXT    NOT NULL, -- JSON, see Ladder
    progress    TEXT    NOT NULL, -- JSON, see Progress
    next_at     INTEGER,
    opened_at   INTEGER NOT NULL,
    accepted_by INTEGER,          -- responder's index in the frozen ladder
    accepted_at INTEGER,
    closed_at   INTEGER,
    outcome     TEXT    NOT NULL DEFAULT '',
    call        TEXT    NOT NULL DEFAULT '', -- the elder's latest call
    on_line     INTEGER NOT NULL DEFAULT 0   -- 1 while that call is up
) STRICT;
CREATE UNIQUE INDEX cases_open_number ON cases (number) WHERE state IN ('ringing', 'accepted');
CREATE INDEX cases_due ON cases (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX cases_open_phone ON cases (phone) WHERE state IN ('ringing', 'accepted');

CREATE TABLE case_members (
    "case" INTEGER NOT NULL REFERENCES cases (id),
    member INTEGER NOT NULL REFERENCES members (id),
    PRIMARY KEY ("case", member)
) STRICT;

-- What happened in a case, for the report after it.
CREATE TABLE case_events (
    id     INTEGER PRIMARY KEY,
    "case" INTEGER NOT NULL REFERENCES cases (id),
    at     INTEGER NOT NULL,
    what   TEXT    NOT NULL,
    who    INTEGER NOT NULL DEFAULT -1 -- responder's index, -1 for nobody
) STRICT;
CREATE INDEX case_events_of ON case_events ("case", id);

-- All that leaves the house. A row exists before the carrier is asked.
CREATE TABLE outbox (
    id          INTEGER PRIMARY KEY,
    key         TEXT    NOT NULL UNIQUE, -- natural key: queued twice is queued once
    lane        TEXT    NOT NULL,        -- emergency, call, text
    action      TEXT    NOT NULL,        -- call, text, hangup, redirect
    kind        TEXT    NOT NULL,        -- what it is about, see Kind of Outgoing
    ref         INTEGER NOT NULL,        -- case, visit, request or ticket, by kind
    member      INTEGER NOT NULL,        -- whom it is for, 0 for nobody known
    phone       TEXT    NOT NULL,
    lang        TEXT    NOT NULL,
    facts       TEXT    NOT NULL,        -- JSON, see Facts
    body        TEXT    NOT NULL DEFAULT '', -- the text as it was handed over
    due_at      INTEGER NOT NULL,
    state       TEXT    NOT NULL,        -- waiting, leased, unknown, handed, done, failed, dropped
    attempts    INTEGER NOT NULL DEFAULT 0,
    lease_until INTEGER,
    sid         TEXT    NOT NULL DEFAULT '',
    status      TEXT    NOT NULL DEFAULT '', -- the carrier's last word
    created_at  INTEGER NOT NULL,
    handed_at   INTEGER
) STRICT;
CREATE INDEX outbox_waiting ON outbox (lane, due_at) WHERE state = 'waiting';
CREATE INDEX outbox_leased ON outbox (lane, lease_until) WHERE state IN ('leased', 'unknown', 'handed') AND lease_until IS NOT NULL;
CREATE INDEX outbox_about ON outbox (kind, ref);
CREATE INDEX outbox_to ON outbox (phone, created_at);
CREATE INDEX outbox_sid ON outbox (sid) WHERE sid <> '';

-- What a person must do.
CREATE TABLE tickets (
    id        INTEGER PRIMARY KEY,
    source    TEXT    NOT NULL UNIQUE,
    kind      TEXT    NOT NULL,
    member    INTEGER NOT NULL DEFAULT 0,
    phone     TEXT    NOT NULL,
    ref       INTEGER NOT NULL DEFAULT 0,
    note      TEXT    NOT NULL,
    opened_at INTEGER NOT NULL,
    due_at    INTEGER NOT NULL,
    closed_at INTEGER
) STRICT;
CREATE INDEX tickets_open ON tickets (due_at) WHERE closed_at IS NULL;
