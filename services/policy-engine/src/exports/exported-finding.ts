/** A finding with what its policy says of it, for the formats that tell that too. Pure. */
import type { Finding, Fix, Text } from '@cspmexa/contracts';
import { controlById, frameworkOf, isControlId } from '@cspmexa/frameworks';
import { renderFix, type Policy } from '@cspmexa/policy-kit';
import { findingOf, type FindingRow } from '../findings/finding-row.js';
import { rowOf, type Catalogue } from '../policies/catalogue.js';

export interface ExportedFinding {
  readonly finding: Finding;
  /** The name that people gave the account, where it is known. */
  readonly accountName: string | null;
  /** Of AWS: aws, aws-cn, aws-us-gov … */
  readonly partition: string;
  /** What an attacker or an accident gains from it; null when the policy is no longer in the catalogue. */
  readonly why: Text | null;
  /** How to fix it, with the resource's own names. */
  readonly fix: () => Fix | null;
  /** How to fix all that the policy finds: names stay as `<name>`. */
  readonly guide: () => Fix | null;
  readonly controls: readonly { readonly id: string; readonly title: Text; readonly framework: string }[];
}

/** A row with what the catalogue adds. `names`: of accounts, by our id. */
export function exportedOf(row: FindingRow, catalogue: Catalogue, names: ReadonlyMap<string, string>): ExportedFinding {
  const policy = catalogue.find(row.policy_id);
  const { id, base } = row.subject;
  const { resource_arn: arn, resource_name: name, region, aws_account_id: accountId } = row;
  return {
    finding: findingOf(row),
    accountName: names.get(row.account_id) ?? null,
    partition: arn.split(':')[1] || 'aws',
    why: policy?.why ?? null,
    fix: () => (policy ? renderFix(policy, { arn, id, name, region, accountId, base }, row.discriminator) : null),
    guide: () => (policy ? renderFix(policy) : null),
    controls: controlsOf(policy, row.discriminator),
  };
}

function controlsOf(policy: Policy | undefined, discriminator: string): ExportedFinding['controls'] {
  const ids = new Set([...(policy?.controls ?? []), ...(rowOf(policy, discriminator)?.controls ?? [])]);
  return [...ids].flatMap((id) => {
    const control = controlById(id);
    if (!control || !isControlId(id)) return [];
    const { title, version } = frameworkOf(id);
    return [{ id, title: control.title, framework: `${title} ${version}` }];
  });
}
