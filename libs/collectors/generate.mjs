/** Writes the IAM policy that a customer grants: every action that the collectors call, and no other. Run after `npm run build`. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { actionsOf, iamPolicyOf } from '@cspmexa/collector-kit';
import { collectorList } from '@cspmexa/collectors';

const file = path.join(import.meta.dirname, 'iam-policy.json');
await writeFile(file, `${JSON.stringify(iamPolicyOf(actionsOf(collectorList)), null, 2)}\n`);
