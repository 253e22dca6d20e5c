/** Every message that travels on the bus. */
import type { EventContract } from '../event.js';
import * as account from './account.js';
import { auditRecorded } from './audit-recorded.js';
import * as delivery from './delivery-changed.js';
import {
  findingAssigned,
  findingExcepted,
  findingExceptionExpired,
  findingOpened,
  findingReopened,
  findingResolved,
  findingsChanged,
  findingWorsened,
} from './finding.js';
import * as identity from './identity.js';
import { policySet } from './policy-set.js';
import { scanCollected } from './scan-collected.js';
import { scanJudged } from './scan-judged.js';
import { scanStarted } from './scan-started.js';
import { unitCollected } from './unit-collected.js';
import { unitFailed } from './unit-failed.js';
import { unitQueued } from './unit-queued.js';

export * from './account.js';
export * from './audit-recorded.js';
export * from './delivery-changed.js';
export * from './finding.js';
export * from './identity.js';
export * from './policy-set.js';
export * from './scan-collected.js';
export * from './scan-judged.js';
export * from './scan-started.js';
export * from './unit-collected.js';
export * from './unit-failed.js';
export * from './unit-queued.js';

/** All event contracts. `findEvent` looks one up by name and version. */
export const eventList: readonly EventContract[] = [
  ...Object.values(account),
  auditRecorded,
  ...Object.values(delivery),
  ...Object.values(identity),
  findingAssigned,
  findingExcepted,
  findingExceptionExpired,
  findingOpened,
  findingReopened,
  findingResolved,
  findingsChanged,
  findingWorsened,
  policySet,
  scanCollected,
  scanJudged,
  scanStarted,
  unitCollected,
  unitFailed,
  unitQueued,
];

const byNameAndVersion = new Map(eventList.map((event) => [`${event.name}@${event.version}`, event]));

/** The contract of an event, or undefined for one that this version of the code does not know. */
export const findEvent = (name: string, version: number): EventContract | undefined =>
  byNameAndVersion.get(`${name}@${version}`);
