/** Makes the file of an export: reads page by page, as its owner may see it, and streams what a format writes into the object store. */
import { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { ExportInput } from '@cspmexa/contracts';
import { CLOCK, type Clock, type ObjectStore } from '@cspmexa/platform';
import { readFramework } from '../compliance/read-compliance.js';
import { PolicyEngineDatabase, type Tx } from '../database.js';
import { Catalogue } from '../policies/catalogue.js';
import { SNAPSHOTS } from '../snapshots/snapshot-store.js';
import { exportedOf } from './exported-finding.js';
import type { ExportRow } from './export-row.js';
import { clauseOf, countFindings, findingPages } from './finding-pages.js';
import { complianceFormats, findingFormats } from './formats/index.js';
import type { About, Chunk } from './report.js';

/** How far it is. `total`: null until it is counted. */
export interface Progress {
  rows: number;
  total: number | null;
}

/** The longest that an export may take, in milliseconds. */
const longestMs = 3_600_000;

/** How long the database lets the object store and the format take between two pages. */
const patience = `select set_config('app.account_ids', $1, true), set_config('idle_in_transaction_session_timeout', '300000', true)`;

type Of<Kind extends ExportInput['of']> = Extract<ExportInput, { of: Kind }>;

@Injectable()
export class ExportMaker {
  constructor(
    private readonly database: PolicyEngineDatabase,
    private readonly catalogue: Catalogue,
    @Inject(SNAPSHOTS) private readonly objects: ObjectStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Writes the object and returns its bytes. All of it is as it was at one moment: what changes meanwhile is not in it.
   * @throws the signal's reason when somebody wants it to stop, and whatever goes wrong; then there is no object.
   */
  async make(row: ExportRow, objectKey: string, progress: Progress, signal: AbortSignal): Promise<number> {
    const input = ExportInput.parse(row.input);
    let bytes = 0;
    await this.database.withTenant(
      row.tenant_id,
      async (tx) => {
        await tx.$queryRawUnsafe(patience, row.account_ids.join());
        const chunks =
          input.of === 'findings'
            ? await this.findings(tx, row, input, progress)
            : await this.compliance(tx, row, input, progress);
        const counted = async function* (): AsyncGenerator<Buffer> {
          for await (const chunk of chunks) {
            signal.throwIfAborted();
            const buffer = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk);
            bytes += buffer.length;
            if (buffer.length > 0) yield buffer;
          }
        };
        await this.objects.put(objectKey, Readable.from(counted(), { objectMode: false }));
      },
      { isolation: 'RepeatableRead', retries: 0, timeoutMs: longestMs },
    );
    return bytes;
  }

  private async findings(
    tx: Tx,
    { tenant_id: tenantId, owner }: ExportRow,
    input: Of<'findings'>,
    progress: Progress,
  ): Promise<AsyncIterable<Chunk>> {
    const { write, most = Infinity } = findingFormats[input.format];
    const { catalogue } = this;
    const about = this.about(input, owner);
    const clause = await clauseOf(tx, tenantId, input.q, { now: about.madeAt, me: owner, catalogue });
    const counts = await countFindings(tx, clause);
    const names = await accountNames(tx, tenantId);
    const shown = Math.min(counts.total, most);
    progress.total = shown;
    const pages = async function* () {
      for await (const page of findingPages(tx, clause, input.sort, shown)) {
        yield page.map((row) => exportedOf(row, catalogue, names));
        progress.rows += page.length;
      }
    };
    return write({ ...about, q: input.q, counts, shown, pages: pages() });
  }

  private async compliance(
    tx: Tx,
    { tenant_id: tenantId, owner }: ExportRow,
    { format, frameworkId, accountId, ...said }: Of<'compliance'>,
    progress: Progress,
  ): Promise<AsyncIterable<Chunk>> {
    const about = this.about(said, owner);
    const asker = { tenantId, catalogue: this.catalogue, now: about.madeAt };
    const framework = await readFramework(tx, asker, frameworkId, accountId ?? undefined);
    progress.total = framework.sections.reduce((sum, { controls }) => sum + controls.length, 0);
    progress.rows = progress.total;
    const account = accountId === null ? null : await accountName(tx, tenantId, accountId);
    return complianceFormats[format]({ ...about, framework, account });
  }

  private about({ language, timeZone }: Pick<ExportInput, 'language' | 'timeZone'>, owner: string): About {
    return { language, timeZone, madeAt: this.clock.now(), by: owner };
  }
}

async function accountNames(tx: Tx, tenantId: string): Promise<Map<string, string>> {
  const rows = await tx.$queryRawUnsafe<{ id: string; name: string }[]>(
    'select id, name from accounts where tenant_id = $1::uuid and name is not null',
    tenantId,
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** As people call it, with the id that AWS gave it. */
async function accountName(tx: Tx, tenantId: string, accountId: string): Promise<string> {
  const [row] = await tx.$queryRawUnsafe<{ name: string | null; aws_account_id: string | null }[]>(
    'select name, aws_account_id from accounts where tenant_id = $1::uuid and id = $2::uuid',
    tenantId,
    accountId,
  );
  const { name = null, aws_account_id: awsAccountId = null } = row ?? {};
  if (name === null) return awsAccountId ?? accountId;
  return awsAccountId === null ? name : `${name} (${awsAccountId})`;
}
