-- Groups and menus of a hundred thousand findings are counted in an index alone. Reading an entry costs by
-- its columns, so that there are no others.
DROP INDEX "findings_tenant_id_policy_id_idx", "findings_tenant_id_account_id_region_idx", "findings_tenant_id_resource_key_idx",
  "findings_tenant_id_assignee_idx";
CREATE INDEX "findings_tenant_id_policy_id_idx" ON "findings"
  ("tenant_id", "policy_id", "discriminator", "severity", "status", "account_id", "resource_key", "open_since");
CREATE INDEX "findings_tenant_id_account_id_region_idx" ON "findings"
  ("tenant_id", "account_id", "region", "service", "severity", "status", "open_since", "aws_account_id");
CREATE INDEX "findings_tenant_id_resource_key_idx" ON "findings"
  ("tenant_id", "resource_key", "severity", "status", "account_id", "open_since", "assignee");
CREATE INDEX "findings_tenant_id_assignee_idx" ON "findings"("tenant_id", "assignee", "severity", "id")
  INCLUDE ("status", "account_id", "open_since") WHERE "assignee" IS NOT NULL;
