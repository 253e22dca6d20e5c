import { collected } from './accounts.js';
import { alerted } from './alerts.js';
import { assessed } from './compliance.js';
import { exported } from './exports.js';
import { findingDetail } from './finding.js';
import { judged } from './findings.js';
import { catalogue } from './policies.js';
import { inventory } from './resources.js';
import { triaged } from './triage.js';

/** What the pages say; loaded with the first of them. */
export const pages = {
  ...judged,
  ...assessed,
  ...catalogue,
  ...inventory,
  ...findingDetail,
  ...collected,
  ...exported,
  ...triaged,
  ...alerted,
};
