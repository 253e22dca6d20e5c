/** One hash over the state of all findings of a tenant, to compare two installations. */
import { createHash } from 'node:crypto';
import type { PolicyEngineDatabase } from '../database.js';
import { canonicalJson } from './canonical.js';
import { severityOf } from './severity.js';

interface Row {
  fingerprint: string;
  status: string;
  severity: number;
  evidence: string;
}

/** Findings that are read at once. */
const page = 5_000;

/** SHA-256, in hex, over the canonical JSON of (tenant, fingerprint, status, severity, evidence hash) of every finding, sorted. */
export async function findingsStateHash(database: PolicyEngineDatabase, tenantId: string): Promise<string> {
  const hash = createHash('sha256');
  let after = '';
  for (;;) {
    const rows = await database.withTenant(tenantId, (tx) =>
      tx.$queryRawUnsafe<Row[]>(
        `select encode(fingerprint, 'hex') as fingerprint, status, severity, encode(evidence_hash, 'hex') as evidence
         from findings where tenant_id = $1::uuid and fingerprint > decode($2, 'hex') order by findings.fingerprint limit ${page}`,
        tenantId,
        after,
      ),
    );
    for (const { fingerprint, status, severity, evidence } of rows)
      hash.update(`${canonicalJson([tenantId, fingerprint, status, severityOf(severity), evidence])}\n`);
    const last = rows.at(-1);
    if (!last || rows.length < page) return hash.digest('hex');
    after = last.fingerprint;
  }
}
