/** A new policy: a check that cannot tell yet, and two examples that ask it to. */
import path from 'node:path';
import { root } from '../run.mjs';
import { Refused } from './refused.mjs';

const idPattern = /^aws-(?<service>[a-z0-9]+)-(?<rest>[a-z0-9]+(?:-[a-z0-9]+)+)$/;
/** Words that name the sick side, or nothing at all. */
const unhealthy = /(^|-)(check|ensure|should|insecure|missing|misconfigured|violation|\d+)(-|$)/;

/** @returns what to do next. @throws Refused */
export async function newPolicy(id, files, { on }) {
  const { service, rest } = idPattern.exec(id)?.groups ?? {};
  if (!service)
    throw new Refused(
      `${id}: a policy is called aws-<service>-<thing>-<healthy side>, such as aws-s3-bucket-denies-http.`,
    );
  const bad = unhealthy.exec(rest);
  if (bad)
    throw new Refused(`${id}: say the healthy side in words (${bad[2]} does not), such as aws-s3-bucket-denies-http.`);
  const resources = await import(path.join(root, 'libs/resources/src/index.ts'));
  const [exportName, kind] = kindFor(resources, service, rest, on);
  const [facet] = Object.keys(kind.facets);
  files.add(`libs/policies/src/aws/${service}/${rest}.ts`, policyText({ id, exportName, facet }));
  return [
    `fill in the texts, the check and the examples, as in libs/policies/src/aws/s3/bucket-denies-http.ts; ${kind.kind} has the facets ${Object.keys(kind.facets).join(', ')}`,
    'npm run generate (the policy joins the registry), then npm test -- libs/policies',
  ];
}

/** The kind with the longest name that the policy's id begins with, or the one that was asked for. */
function kindFor(resources, service, rest, on) {
  const kinds = Object.entries(resources).filter(([, value]) => resources.kindList.includes(value));
  const nounOf = (kind) => kind.kind.split('.')[2];
  const found = kinds
    .filter(([, kind]) =>
      on ? kind.kind === on : kind.kind.split('.')[1] === service && `${rest}-`.startsWith(`${nounOf(kind)}-`),
    )
    .sort(([, a], [, b]) => nounOf(b).length - nounOf(a).length);
  if (found[0]) return found[0];
  const there = kinds.map(([, { kind }]) => kind);
  const near = there.filter((kind) => kind.split('.')[1] === service);
  throw new Refused(
    on
      ? `There is no kind ${on}. There are: ${there.join(', ')}.`
      : `Which kind of resource? Begin with its name (aws-${service}-<kind>-…) or say -- --on <kind>: ${(near.length ? near : there).join(', ')}.`,
  );
}

const policyText = ({ id, exportName, facet }) => `import { ${exportName} } from '@cspmexa/resources';
import { cannotTell, definePolicy, text } from '@cspmexa/policy-kit';

export default definePolicy({
  id: '${id}',
  title: text('', ''),
  severity: 'medium',
  on: ${exportName},
  needs: ['${facet}'],
  controls: [],
  sameAs: [],
  why: text('', ''),
  fix: { steps: [] },
  check: () => cannotTell(text('This policy is not written yet.', 'Esta política ainda não foi escrita.')),
  examples: {
    'the healthy side': { outcome: 'pass' },
    'the sick side': { given: {}, outcome: 'fail' },
  },
});
`;
