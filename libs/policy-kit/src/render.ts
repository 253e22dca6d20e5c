/** Fills a policy's guide with the names of a resource. */
import type { Fix, Text } from '@cspmexa/contracts';
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

/** The fix for one resource; without a resource (the catalogue) the names stay as `<name>`. `row` fills `{{row}}`. */
export function renderFix({ fix }: Policy, subject?: Subject, row = ''): Fix {
  const { base, ...rest } = subject ?? { base: {} };
  const values = new Map<string, string>(row ? [['row', row]] : []);
  for (const [name, value] of Object.entries({ ...(base as object), ...rest }))
    if (typeof value === 'string' || typeof value === 'number') values.set(name, String(value));
  const both = ({ en, pt }: Text): Text => ({ en: fill(en, values), pt: fill(pt, values) });
  return {
    steps: fix.steps.map(both),
    cli: fix.cli === undefined ? null : fill(fix.cli, values),
    terraform: fix.terraform === undefined ? null : fill(fix.terraform, values),
  };
}
