/** Fills a policy's guide with the names of a resource. */
import type { Fix, Text } from '@cspmexa/contracts';
import { valuesOfParameters, type SetValues } from './parameters.js';
import type { Policy } from './policy.js';

/** What a template may name. Values that are not text or numbers are not offered. */
export interface Subject {
  readonly arn: string;
  readonly id: string;
  readonly name: string | null;
  readonly region: string;
  readonly accountId: string;
  readonly base: unknown;
}

const fill = (template: string, values: ReadonlyMap<string, string>): string =>
  template.replace(/\{\{(\w+)\}\}/g, (_, name: string) => values.get(name) ?? `<${name}>`);

/**
 * The fix for one resource; without a resource (the catalogue) the names stay as `<name>`. `row` fills `{{row}}`. A parameter is as
 * it is set, or as the subject's base says: findings keep there how it was set when they were judged.
 */
export function renderFix(policy: Policy, subject?: Subject, row = '', set: SetValues = {}): Fix {
  const { fix } = policy;
  const { base, ...rest } = subject ?? { base: {} };
  const values = new Map<string, string>(row ? [['row', row]] : []);
  for (const [name, value] of Object.entries(valuesOfParameters(policy, set))) values.set(name, String(value));
  for (const [name, value] of Object.entries({ ...(base as object), ...rest }))
    if (typeof value === 'string' || typeof value === 'number') values.set(name, String(value));
  const both = ({ en, pt }: Text): Text => ({ en: fill(en, values), pt: fill(pt, values) });
  return {
    steps: fix.steps.map(both),
    cli: fix.cli === undefined ? null : fill(fix.cli, values),
    terraform: fix.terraform === undefined ? null : fill(fix.terraform, values),
  };
}
