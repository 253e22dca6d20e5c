/** The templates of deploy/aws/change-events, as far as they can be checked without AWS. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { detailOf, messageOf, type Detail } from '../../test/cloud-trail-event.js';
import { changeSources } from './named-resources.js';

const folder = path.resolve(import.meta.dirname, '../../../../deploy/aws/change-events');

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
interface Template {
  readonly Parameters?: Record<string, Json>;
  readonly Conditions?: Record<string, Json>;
  readonly Resources: Record<string, { Type: string; Condition?: string; Properties: Record<string, Json> }>;
  readonly Outputs?: Record<string, { Value: Json }>;
}

/** CloudFormation's short forms, read as its long ones. */
const tag = (name: string, collection?: 'seq') => ({
  tag: `!${name}`,
  ...(collection
    ? { collection, resolve: (items: { toJSON(): unknown }) => ({ [`Fn::${name}`]: items.toJSON() }) }
    : { resolve: (text: string) => ({ [name === 'Ref' ? name : `Fn::${name}`]: text }) }),
});
const read = (file: string): Template =>
  parse(readFileSync(path.join(folder, file), 'utf8'), {
    customTags: [tag('Ref'), tag('GetAtt'), tag('Not', 'seq'), tag('Equals', 'seq'), tag('Join', 'seq')],
    strict: true,
  });

function* refsIn(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if ((key === 'Ref' || key === 'Fn::GetAtt') && typeof inner === 'string') yield inner.split('.')[0] ?? '';
    else yield* refsIn(inner);
  }
}

/** As much of EventBridge's matching as the patterns use. */
function matches(pattern: Json | undefined, event: unknown): boolean {
  if (Array.isArray(pattern))
    return pattern.some((wanted: Json) => {
      if (typeof wanted !== 'object' || wanted === null) return wanted === event;
      if ('exists' in wanted) return wanted['exists'] === (event !== undefined);
      return 'prefix' in wanted && typeof event === 'string' && event.startsWith(String(wanted['prefix']));
    });
  return Object.entries(pattern ?? {}).every(([key, inner]) =>
    matches(inner, typeof event === 'object' && event !== null ? Reflect.get(event, key) : undefined),
  );
}

describe.each(['central.yaml', 'watched-account.yaml'])('%s', (file) => {
  it('refers to nothing that is not there', () => {
    const template = read(file);
    const known = [...Object.keys(template.Parameters ?? {}), ...Object.keys(template.Resources), 'AWS::AccountId'];
    const refs = [...refsIn(template)];
    expect(refs.length).toBeGreaterThan(3);
    expect(refs.filter((ref) => !known.includes(ref))).toEqual([]);
    const conditions = Object.values(template.Resources).flatMap(({ Condition }) => Condition ?? []);
    expect(conditions.filter((name) => !Object.hasOwn(template.Conditions ?? {}, name))).toEqual([]);
  });

  it.each([
    ['a change', detailOf('PutBucketPolicy', 's3'), true],
    ['a change of IAM', detailOf('PutUserPolicy', 'iam'), true],
    ['something that an application says', { ...detailOf('PutBucketPolicy', 's3'), source: 'my.app' }, false],
  ])('lets %s through as it should', (_, detail: Detail, expected) => {
    const source = typeof detail['source'] === 'string' ? { source: detail['source'] } : {};
    const event: unknown = JSON.parse(messageOf(detail, source));
    expect(matches(read(file).Resources['Rule']?.Properties['EventPattern'], event)).toBe(expected);
  });
});

describe('a watched account', () => {
  const pattern = read('watched-account.yaml').Resources['Rule']?.Properties['EventPattern'];

  it('sends the events of the services that are collected, and no others', () => {
    expect(pattern).toMatchObject({ detail: { eventSource: changeSources } });
    for (const detail of [
      detailOf('UpdateFunctionCode', 'lambda'),
      detailOf('PutBucketPolicy', 's3', { errorCode: 'AccessDenied' }),
      detailOf('PutObject', 's3', { managementEvent: false }),
    ])
      expect(matches(pattern, JSON.parse(messageOf(detail)))).toBe(false);
  });
});

describe('the queue', () => {
  const { Resources: resources } = read('central.yaml');

  it('takes messages from our rule alone, and over TLS', () => {
    const policy = resources['QueuePolicy']?.Properties['PolicyDocument'];
    expect(policy).toMatchObject({
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'events.amazonaws.com' },
          Action: 'sqs:SendMessage',
          Condition: { ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': 'Rule.Arn' } } },
        },
        { Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      ],
    });
  });

  it('keeps messages as long as the collector remembers them, and gives up none too soon', () => {
    expect(resources['Queue']?.Properties).toMatchObject({
      MessageRetentionPeriod: 14 * 86_400,
      SqsManagedSseEnabled: true,
      RedrivePolicy: { maxReceiveCount: 20 },
    });
  });

  it('lets nobody send without an organization or accounts being named', () => {
    const policies = Object.values(resources).filter(({ Type }) => Type === 'AWS::Events::EventBusPolicy');
    expect(policies.map(({ Condition }) => Condition)).toEqual(['HasOrganization', 'HasAccounts']);
    expect(policies[0]?.Properties['Statement']).toMatchObject({
      Condition: { StringEquals: { 'aws:PrincipalOrgID': { Ref: 'OrganizationId' } } },
    });
  });
});
