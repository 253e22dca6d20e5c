/** How far the accounts satisfy the frameworks. */
import { controlById, frameworks, type Framework } from '@cspmexa/frameworks';
import type { ComplianceFramework, ComplianceMatrix, ControlEvidence } from '@cspmexa/contracts';
import { AppError, type SqlTransaction } from '@cspmexa/platform';
import type { Catalogue } from '../policies/catalogue.js';
import { policySettings } from '../policies/setting.store.js';
import { addCounts, countStatuses, noVerdicts } from './status.js';
import { Assessment, controlIn } from './assessment.js';
import { attestationOf, attestationsOf, everyAccount, Sayings } from './attestation-rows.js';
import { unknownReasons, verdictsIn, watchedAccounts, type WatchedAccount } from './evidence-rows.js';
import { sectionsOf } from './sections.js';
import { speakersOf } from './speakers.js';

/** Who asks, and by what is judged. */
export interface Asker {
  readonly tenantId: string;
  readonly catalogue: Catalogue;
  /** Attestations hold until a date. */
  readonly now: Date;
}

/** Every framework against every account that the asker may see. */
export async function readMatrix(tx: SqlTransaction, { tenantId, catalogue, now }: Asker): Promise<ComplianceMatrix> {
  const accounts = await watchedAccounts(tx, tenantId, undefined);
  const verdicts = await verdictsIn(tx, tenantId, {});
  const sayings = new Sayings(await attestationsOf(tx, tenantId), now);
  const all = new Assessment(
    catalogue.active,
    accounts.map(({ id }) => id),
    verdicts,
    sayings,
  );
  return {
    frameworks: Object.values(frameworks).map((framework) => {
      const { id, title, version } = framework;
      const controls = sectionsOf(framework).flatMap((section) => section.controls);
      const byControl = controls.map((control) => all.inAccounts(control.id));
      return {
        ...{ id, title, version, controls: controls.length },
        all: countStatuses(controls.map((control) => all.status(control.id))),
        accounts: accounts.map(({ id: accountId }, index) => ({
          accountId,
          counts: countStatuses(byControl.flatMap((inAccounts) => inAccounts[index]?.status ?? [])),
        })),
      };
    }),
    accounts: accounts.map(({ id, awsAccountId }) => ({ accountId: id, awsAccountId })),
  };
}

/**
 * The controls of a framework with their status, over all accounts that the asker may see or in one of them. @throws AppError not-found for
 * a framework or an account that is not there.
 */
export async function readFramework(
  tx: SqlTransaction,
  { tenantId, catalogue, now }: Asker,
  frameworkId: string,
  accountId?: string,
): Promise<ComplianceFramework> {
  const framework = frameworkOf(frameworkId);
  const accounts = await accountsAsked(tx, tenantId, accountId);
  const policyIds = speakingFor(catalogue, framework);
  const verdicts = await verdictsIn(tx, tenantId, { accountId, policyIds });
  const sayings = new Sayings(await attestationsOf(tx, tenantId), now);
  return new Assessment(
    catalogue.active,
    accounts.map(({ id }) => id),
    verdicts,
    sayings,
  ).framework(framework);
}

/** On what a control's status rests. @throws AppError not-found as `readFramework` does, and for a control of another framework. */
export async function readEvidence(
  tx: SqlTransaction,
  { tenantId, catalogue, now }: Asker,
  { frameworkId, controlId, accountId }: { frameworkId: string; controlId: string; accountId?: string | undefined },
): Promise<ControlEvidence> {
  const control = controlIn(frameworkId, controlId);
  if (!control) throw new AppError('not-found');
  const accounts = await accountsAsked(tx, tenantId, accountId);
  const accountIds = accounts.map(({ id }) => id);
  const policyIds = [...new Set((speakersOf(catalogue.active).get(controlId) ?? []).map(({ policyId }) => policyId))];
  const asked = { accountId, policyIds };
  const verdicts = await verdictsIn(tx, tenantId, asked);
  const said = await attestationsOf(tx, tenantId, controlId);
  const settings = await policySettings(tx, tenantId, catalogue);
  const assessment = new Assessment(catalogue.active, accountIds, verdicts, new Sayings(said, now));
  const [only] = accounts;
  return {
    ...assessment.control(control),
    byPolicy: assessment.speakersFor(controlId).map((speaker) => ({
      policyId: speaker.policyId,
      row: speaker.row,
      title: speaker.title,
      severity: speaker.severity,
      counts: accountIds.map((id) => assessment.countsOf(speaker, id)).reduce(addCounts, noVerdicts),
      off: accountIds.length > 0 && accountIds.every((id) => catalogue.as(settings.of(id)).isOff(speaker.policyId)),
    })),
    byAccount: assessment.inAccounts(controlId),
    unknowns: await unknownReasons(tx, tenantId, asked),
    findingsQuery: `control:${controlId} is:open${accountId !== undefined && only ? ` account:${only.awsAccountId || only.id}` : ''}`,
    attestations: said
      .filter((row) => accountId === undefined || row.accountId === accountId || row.accountId === everyAccount)
      .map((row) => attestationOf(row, now)),
  };
}

/** @throws AppError not-found */
function frameworkOf(id: string): Framework {
  const framework = Object.values(frameworks).find((one) => one.id === id);
  if (!framework) throw new AppError('not-found');
  return framework;
}

/** @throws AppError not-found for one account that is not there, or not for the asker. */
async function accountsAsked(
  tx: SqlTransaction,
  tenantId: string,
  accountId: string | undefined,
): Promise<WatchedAccount[]> {
  const accounts = await watchedAccounts(tx, tenantId, accountId);
  if (accountId !== undefined && accounts.length === 0) throw new AppError('not-found');
  return accounts;
}

const speakingFor = (catalogue: Catalogue, { controls }: Framework): string[] => {
  const speakers = speakersOf(catalogue.active);
  return [...new Set(controls.flatMap(({ id }) => (speakers.get(id) ?? []).map(({ policyId }) => policyId)))];
};

/** @throws AppError not-found for what is no control. */
export function requireControl(controlId: string): void {
  if (!controlById(controlId)) throw new AppError('not-found');
}
