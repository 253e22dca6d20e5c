import { z } from 'zod';
import { defineEvent } from '../event.js';
import { AwsAccountId, Severity, Text } from '../nouns/shared.js';

/** The small facts about a finding that every finding event carries. */
export const FindingFacts = z.object({
  findingId: z.uuid(),
  policyId: z.string(),
  title: Text,
  reason: Text,
  severity: Severity,
  accountId: z.uuid(),
  awsAccountId: AwsAccountId,
  region: z.string(),
  service: z.string(),
  resourceArn: z.string(),
  resourceName: z.string().nullable(),
  scanId: z.uuid().nullable(),
  changeId: z.uuid().describe('Of the entry in the history.'),
  dueAt: z.iso.datetime().nullable().optional(),
});
export type FindingFacts = z.infer<typeof FindingFacts>;

const example: FindingFacts = {
  findingId: 'c0ffee00-1111-4222-8333-444455556666',
  policyId: 'aws-s3-bucket-denies-http',
  title: { en: 'S3 buckets refuse unencrypted requests', pt: 'Buckets S3 recusam requisições sem criptografia' },
  reason: { en: 'No statement denies plain HTTP.', pt: 'Nenhuma declaração nega HTTP simples.' },
  severity: 'medium',
  accountId: '5b0d6c1e-2f3a-4b5c-8d7e-9f0a1b2c3d4e',
  awsAccountId: '111122223333',
  region: 'sa-east-1',
  service: 's3',
  resourceArn: 'arn:aws:s3:::example-reports',
  resourceName: 'example-reports',
  scanId: '0d0b4f8c-7c1e-4a45-9d0f-1a2b3c4d5e6f',
  changeId: '11111111-2222-4333-8444-555566667777',
};

const findingEvent = <const Name extends string>(name: Name, when: string) =>
  defineEvent({ name, version: 1, publishedBy: 'policy-engine', when, payload: FindingFacts, example });

export const findingOpened = findingEvent('finding.opened', 'A resource fails a policy that it did not fail before.');
export const findingReopened = findingEvent('finding.reopened', 'A resolved finding fails again.');
export const findingWorsened = findingEvent('finding.worsened', "An open finding's severity rose.");
export const findingResolved = findingEvent(
  'finding.resolved',
  'It passes, or the resource, policy or account is gone.',
);
export const findingExcepted = findingEvent('finding.excepted', 'Somebody accepted it.');
export const findingExceptionExpired = findingEvent(
  'finding.exception-expired',
  'An exception ended, by its date or by hand, and the finding is open again.',
);

export const findingAssigned = defineEvent({
  name: 'finding.assigned',
  version: 1,
  publishedBy: 'policy-engine',
  when: 'Findings were assigned to somebody by somebody else, one event for each request.',
  payload: z.object({
    assignee: z.string().describe('An e-mail address.'),
    by: z.string(),
    changeId: z.uuid(),
    findings: z.int().describe('How many.'),
    facts: z.array(FindingFacts).max(50).describe('The worst of them.'),
  }),
  example: {
    assignee: 'rui@example.com',
    by: 'ana@example.com',
    changeId: '11111111-2222-4333-8444-555566667777',
    findings: 1,
    facts: [example],
  },
});

export const findingsChanged = defineEvent({
  name: 'findings.changed',
  version: 1,
  publishedBy: 'policy-engine',
  when: 'People changed findings by hand: assigned, commented, set a due date, or many at once: one event for each account. Open pages read them again.',
  payload: z.object({
    accountId: z.uuid(),
    findingIds: z.array(z.uuid()).max(100).describe('Some of them, when there are more.'),
    findings: z.int(),
    by: z.string(),
  }),
  example: { accountId: example.accountId, findingIds: [example.findingId], findings: 1, by: 'ana@example.com' },
});
