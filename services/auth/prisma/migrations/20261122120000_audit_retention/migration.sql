-- Rows of the audit trail go when they are past keeping, and in no other way. Bodies are escaped texts because the schema engine that
-- compares migrations cuts at every semicolon, which is written as \x3b here.

-- Refuses everything but what the function below deletes.
CREATE OR REPLACE FUNCTION "refuse_audit_change"() RETURNS trigger LANGUAGE plpgsql
    AS E'BEGIN
      IF TG_OP = ''DELETE'' AND current_setting(''app.audit_pruning'', true) = ''on'' THEN RETURN NULL\x3b END IF\x3b
      RAISE EXCEPTION ''audit_entries is append-only'' USING ERRCODE = ''insufficient_privilege''\x3b
    END';

-- Drops the oldest rows of a tenant that were written before `older`, `most` at a time, and keeps the hash of the last of them, on which
-- the rest stands. It runs as the owner, since nobody else may delete, within a
-- transaction of the tenant. @returns how many.
CREATE FUNCTION "prune_audit_entries"("tenant" UUID, "older" TIMESTAMPTZ, "most" INTEGER) RETURNS INTEGER LANGUAGE plpgsql
    SECURITY DEFINER SET search_path FROM CURRENT
    AS E'DECLARE
      began BIGINT\x3b
      ended BIGINT\x3b
    BEGIN
      IF older > now() - interval ''400 days'' THEN
        RAISE EXCEPTION ''the audit trail is kept for 400 days at least'' USING ERRCODE = ''insufficient_privilege''\x3b
      END IF\x3b
      SELECT pruned_seq INTO began FROM audit_heads WHERE tenant_id = tenant FOR UPDATE\x3b
      SELECT coalesce(min(seq) FILTER (WHERE at >= older) - 1, max(seq)) INTO ended
        FROM (SELECT seq, at FROM audit_entries WHERE tenant_id = tenant AND seq > began ORDER BY seq LIMIT most) AS oldest\x3b
      IF ended IS NULL OR ended = began THEN RETURN 0\x3b END IF\x3b
      UPDATE audit_heads SET pruned_seq = ended,
        pruned_hash = (SELECT hash FROM audit_entries WHERE tenant_id = tenant AND seq = ended) WHERE tenant_id = tenant\x3b
      PERFORM set_config(''app.audit_pruning'', ''on'', true)\x3b
      DELETE FROM audit_entries WHERE tenant_id = tenant AND seq <= ended\x3b
      PERFORM set_config(''app.audit_pruning'', '''', true)\x3b
      RETURN ended - began\x3b
    END';
REVOKE ALL ON FUNCTION "prune_audit_entries"(UUID, TIMESTAMPTZ, INTEGER) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION "prune_audit_entries"(UUID, TIMESTAMPTZ, INTEGER) TO cspmexa_service, cspmexa_background;
