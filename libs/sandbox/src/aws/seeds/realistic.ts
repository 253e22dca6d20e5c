/** An account as it is found in the wild: a company's production, Brazil and Europe, mostly sound, with some holes. */
import { createSandboxAccount, type Planted, type SandboxAccount, type SandboxOptions } from '../account.js';
import type { AccountState } from '../state.js';
import { seedBuckets } from './realistic-buckets.js';
import { seedForeign, seedOtherCompute, seedProductionCompute } from './realistic-compute.js';
import { seedIdentity } from './realistic-identity.js';
import { seedBrazil, seedEurope, seedProduction, seedRegionSettings } from './realistic-network.js';
import { daysAgo, plant, type Seeding } from './seeding.js';

function fill(account: AccountState): Planted[] {
  const seeding: Seeding = { account, now: account.now(), planted: [] };
  seedRegionSettings(seeding);
  seedBuckets(seeding);
  const production = seedProduction(seeding);
  const brazil = seedBrazil(seeding);
  const europe = seedEurope(seeding);
  seedProductionCompute(seeding, production);
  seedOtherCompute(seeding, brazil, europe);
  seedForeign(seeding, [production, brazil, europe]);
  seedIdentity(seeding);
  seedAnalyzers(seeding);
  account.ses.identities.set('tucanuva.example', { verified: true });
  return seeding.planted;
}

/** An analyzer in every region but Europe, which the company forgot. */
function seedAnalyzers(seeding: Seeding): void {
  const { account } = seeding;
  for (const region of account.settings.regions) {
    if (region === 'eu-west-1') {
      plant(seeding, `arn:aws:access-analyzer:${region}:${account.id}:analyzer`, 'access-analyzer-missing');
      continue;
    }
    const arn = `arn:aws:access-analyzer:${region}:${account.id}:analyzer/account`;
    const createdAt = daysAgo(seeding, 800);
    account.analyzers.set(region, [{ arn, name: 'account', type: 'ACCOUNT', createdAt, status: 'ACTIVE', tags: {} }]);
  }
}

/** Makes the realistic account; the company in it is invented, and every secret in it is an example. */
export function realisticAccount(options: Omit<SandboxOptions, 'fill'> = {}): SandboxAccount {
  return createSandboxAccount({ ...options, fill });
}
