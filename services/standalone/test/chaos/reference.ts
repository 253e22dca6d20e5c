/** The state that an undisturbed scan leaves, which every disturbed one has to leave too. */
import assert from 'node:assert/strict';
import type { Scan } from '@cspmexa/contracts';
import { untilEnded, type Installation, type Tenant } from './installation.js';
import { duplicatesOf, stateOf, untilSettled, type TenantState } from './tenant-state.js';

export interface Reference {
  readonly state: TenantState;
  /** Until everything has settled. */
  readonly seconds: number;
  /** Until the collectors were done. */
  readonly collectedSeconds: number;
  readonly scan: Scan;
  readonly tenant: Tenant;
}

/** Scans a new tenant's account with nobody disturbing it. */
export async function undisturbed(installation: Installation): Promise<Reference> {
  const tenant = await installation.newTenant();
  installation.account.beginAgain();
  const started = Date.now();
  const { id } = await installation.scan(tenant);
  const scan = await untilEnded(tenant, id, 600_000);
  const collectedSeconds = (Date.now() - started) / 1_000;
  await untilSettled(installation, tenant, 300_000);
  const seconds = (Date.now() - started) / 1_000;
  return { state: await stateOf(installation, tenant), scan, tenant, seconds, collectedSeconds };
}

/** @throws when a tenant's state is not the reference's, or something is there twice. */
export async function assertSame(installation: Installation, tenant: Tenant, { state }: Reference): Promise<void> {
  assert.deepEqual(await stateOf(installation, tenant), state);
  assert.deepEqual(await duplicatesOf(installation, tenant), []);
}
