/** `cspmexa policies`: the catalogue. */
import { Language, type Language as Lang } from '@cspmexa/contracts';
import { findPolicy, policyList } from '@cspmexa/policies';
import { renderFix, type Policy } from '@cspmexa/policy-kit';
import { UsageError } from '../usage.js';

const describe = (policy: Policy, language: Lang) => ({
  id: policy.id,
  title: policy.title[language],
  severity: policy.severity,
  service: policy.on.service,
  resourceKind: policy.on.kind,
  why: policy.why[language],
  controls: policy.controls,
  sameAs: policy.sameAs,
  rows: Object.entries(policy.rows ?? {}).map(([id, row]) => ({
    id,
    title: row.title[language],
    severity: row.severity,
    controls: row.controls ?? [],
    sameAs: row.sameAs ?? [],
  })),
  parameters: Object.entries(policy.parameters).map(([name, { title, unit, default: usual, min, max }]) => ({
    ...{ name, title: title[language], unit: unit[language], default: usual, min, max },
  })),
  fix: renderFix(policy),
});

/** Prints the list, or one policy. @returns the exit code. */
export function policies(id: string | undefined, given: { json?: boolean; lang?: string }): number {
  const language = Language.safeParse(given.lang ?? 'en');
  if (!language.success) throw new UsageError(['--lang: en or pt.']);
  if (id !== undefined) {
    const policy = findPolicy(id);
    if (!policy) throw new UsageError([`There is no policy ${id}; see \`cspmexa policies\`.`]);
    process.stdout.write(`${JSON.stringify(describe(policy, language.data), null, 2)}\n`);
    return 0;
  }
  const live = policyList.filter(({ retired }) => retired === undefined);
  if (given.json)
    process.stdout.write(
      `${JSON.stringify(
        live.map((policy) => describe(policy, language.data)),
        null,
        2,
      )}\n`,
    );
  else
    for (const policy of live)
      process.stdout.write(`${policy.severity.padEnd(9)}${policy.id.padEnd(60)}${policy.title[language.data]}\n`);
  return 0;
}
