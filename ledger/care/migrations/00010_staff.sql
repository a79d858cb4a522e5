-- +goose Up

-- Whom an emergency rings is found among all members of a district: 12 are the
-- bits of duty staff and coordinators, see Role.
CREATE INDEX members_staff ON members (community, id) WHERE roles & 12 <> 0;
