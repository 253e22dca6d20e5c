/** Where each trail stands, told outside of the database: whoever writes a whole chain anew cannot write these anew, too. */
import { CLOCK, LOGGER, Turns, type Clock, type Logger } from '@cspmexa/platform';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { AuthDatabase } from '../database.js';
import { installation } from './audit-trail.js';
import type { Anchor } from './check-chain.js';

const hour = 3_600_000;
const day = 24 * hour;

/** A line of `cspmexa audit anchor`, or of the log of the auth service. Other lines of that log have no `anchor`. */
const AnchorFields = z.object({
  tenantId: z.uuid(),
  seq: z.int().positive(),
  hash: z.string().regex(/^[\da-f]{64}$/),
  at: z.iso.datetime().nullable(),
  oldest: z.object({ seq: z.int().positive(), at: z.iso.datetime() }).optional(),
});
const Line = z.union([AnchorFields, z.object({ anchor: AnchorFields }).transform(({ anchor }) => anchor)]);

/** The head of a trail, its row, and the oldest one, as PostgreSQL answers them. */
interface Standing {
  readonly tenant_id: string;
  readonly seq: string;
  readonly hash: Buffer;
  readonly at: Date | null;
  readonly oldest_seq: string | null;
  readonly oldest_at: Date | null;
}

/** The heads of every trail that has rows. */
export async function readAnchors(database: AuthDatabase): Promise<Anchor[]> {
  const { rows } = await database.pool.query<Standing>(
    `select h.tenant_id, h.seq, h.hash, e.at, first.seq as oldest_seq, first.at as oldest_at from audit_heads h
     left join audit_entries e on e.tenant_id = h.tenant_id and e.seq = h.seq
     left join audit_entries first on first.tenant_id = h.tenant_id and first.seq = h.pruned_seq + 1
     where h.seq > 0 order by h.tenant_id`,
  );
  return rows.map(({ tenant_id: tenantId, seq, hash, at, oldest_seq: oldestSeq, oldest_at: oldestAt }) => ({
    tenantId,
    seq: Number(seq),
    hash: hash.toString('hex'),
    at: at?.toISOString() ?? null,
    ...(oldestSeq === null || oldestAt === null
      ? {}
      : { oldest: { seq: Number(oldestSeq), at: oldestAt.toISOString() } }),
  }));
}

/** Whose trails there may be: those of every tenant, of the installation, and of whoever has a head. */
export async function tenantsWithTrails(database: AuthDatabase): Promise<string[]> {
  const { rows } = await database.pool.query<{ id: string }>(
    'select id from tenant union select tenant_id from audit_heads union select $1::uuid order by id',
    [installation],
  );
  return rows.map(({ id }) => id);
}

/** The anchors among lines of JSON: what `cspmexa audit anchor` printed, or the whole log of the auth service. */
export function parseAnchors(text: string): Anchor[] {
  return text.split('\n').flatMap((line) => {
    const parsed = Line.safeParse(parseLine(line));
    return parsed.success ? [parsed.data] : [];
  });
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Writes them to the log at the start and once a day. */
@Injectable()
export class AnchorLog extends Turns {
  private anchoredAt = -Infinity;

  constructor(
    private readonly database: AuthDatabase,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    super({
      work: () => this.anchorIfDue().then(() => false),
      pauseMs: hour,
      failed: (error) => logger.warn({ error }, 'the audit trails could not be anchored and will be later'),
    });
  }

  /** Writes the anchors, unless it has done so within the last day. */
  async anchorIfDue(): Promise<void> {
    const now = this.clock.now().getTime();
    if (now - this.anchoredAt < day) return;
    for (const anchor of await readAnchors(this.database)) this.logger.info({ anchor }, 'audit anchor');
    this.anchoredAt = now;
  }
}
