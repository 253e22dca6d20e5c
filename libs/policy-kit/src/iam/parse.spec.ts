import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isProblem, parseDocument } from './index.js';
import type { PolicyDocument } from './index.js';

const allow = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };

function read(input: unknown): PolicyDocument {
  const parsed = parseDocument(input);
  if (isProblem(parsed)) throw new Error(`${parsed.code} at ${parsed.path}`);
  return parsed;
}

describe('reading a document', () => {
  it('gives one meaning to an object, its JSON and its URL-encoded JSON', () => {
    const document = { Version: '2012-10-17', Id: 'x', Statement: [{ ...allow, Sid: 'é + %20' }] };
    const json = JSON.stringify(document, null, 2);
    expect(read(json)).toEqual(read(document));
    expect(read(encodeURIComponent(json))).toEqual(read(document));
    expect(read(`\uFEFF${json}`)).toEqual(read(document));
  });

  it('takes a single value for a list of one', () => {
    const single = {
      Version: '2012-10-17',
      Statement: { ...allow, Principal: { AWS: '*' }, Condition: { Bool: { 'aws:SecureTransport': false } } },
    };
    const list = {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: ['s3:GetObject'],
          Resource: ['*'],
          Principal: { AWS: ['*'] },
          Condition: { Bool: { 'aws:SecureTransport': ['false'] } },
        },
      ],
    };
    expect(read(single)).toEqual(read(list));
  });

  it('takes element names and condition keys without regard to case', () => {
    const document = read({
      version: '2012-10-17',
      statement: {
        effect: 'Allow',
        ACTION: 's3:*',
        resource: '*',
        condition: { stringequalsifexists: { 'AWS:sourceVPC': 'vpc-1' } },
      },
    });
    expect(document.statements[0]?.conditions).toEqual([
      { operator: 'StringEquals', ifExists: true, key: 'aws:sourcevpc', name: 'AWS:sourceVPC', values: ['vpc-1'] },
    ]);
  });

  it('takes numbers and booleans of conditions for their text', () => {
    const document = read({
      Statement: {
        ...allow,
        Condition: { NumericLessThan: { 's3:TlsVersion': 1.2 }, Null: { 'aws:TokenIssueTime': [true] } },
      },
    });
    expect(document.statements[0]?.conditions.map(({ values }) => values)).toEqual([['1.2'], ['true']]);
  });

  it('keeps an empty list of statements, which grants nothing', () => {
    expect(read({ Version: '2012-10-17', Statement: [] }).statements).toEqual([]);
  });

  it.each([
    ['*', 'everyone'],
    ['111122223333', 'account'],
    ['arn:aws:iam::111122223333:root', 'account'],
    ['arn:aws-cn:iam::111122223333:root', 'account'],
    ['arn:aws:iam::111122223333:user/team/jo', 'identity'],
    ['arn:aws:sts::111122223333:assumed-role/deploy/session', 'identity'],
    ['arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1', 'origin-access-identity'],
    ['AROAEXAMPLEEXAMPLE123', 'unique-id'],
    ['AIDAEXAMPLEEXAMPLE123', 'unique-id'],
    ['arn:aws:iam::*:root', 'invalid'],
    ['arn:aws:iam::111122223333:*', 'invalid'],
    ['11112222333', 'invalid'],
  ])('reads the AWS principal %s as %s', (value, type) => {
    const [statement] = read({ Statement: { ...allow, Principal: { AWS: value } } }).statements;
    expect(statement?.principals).toMatchObject({ except: false, members: [{ type, value }] });
  });

  it('reads principals of every kind and NotPrincipal', () => {
    const [statement] = read({
      Statement: { ...allow, NotPrincipal: { Service: 'EC2.amazonaws.com', Federated: 'x', CanonicalUser: '79a5' } },
    }).statements;
    expect(statement?.principals).toEqual({
      except: true,
      members: [
        { type: 'service', value: 'ec2.amazonaws.com' },
        { type: 'federated', value: 'x' },
        { type: 'canonical-user', value: '79a5' },
      ],
    });
  });
});

describe('a document that AWS would not accept', () => {
  const { Effect, Action, Resource } = allow;
  it.each<[string, unknown, string, string]>([
    ['nothing', undefined, 'not-an-object', ''],
    ['null', null, 'not-an-object', ''],
    ['an empty text', '', 'not-json', ''],
    ['half a document', '{"Statement":', 'not-json', ''],
    ['a broken encoding', '%7B%', 'not-json', ''],
    ['a list', [allow], 'not-an-object', ''],
    ['JSON of a text', '"*"', 'not-an-object', ''],
    ['no statement', { Version: '2012-10-17' }, 'missing', 'Statement'],
    ['statements as text', { Statement: 'Allow' }, 'not-an-object', 'Statement'],
    ['a null statement', { Statement: [allow, null] }, 'not-an-object', 'Statement[1]'],
    ['an unknown version', { Version: '2020-01-01', Statement: [] }, 'unknown-version', 'Version'],
    ['no effect', { Statement: [{ Action, Resource }] }, 'missing', 'Statement[0].Effect'],
    [
      'an effect in the wrong case',
      { Statement: [{ ...allow, Effect: 'allow' }] },
      'unknown-effect',
      'Statement[0].Effect',
    ],
    ['no action', { Statement: [{ Effect, Resource }] }, 'missing', 'Statement[0].Action'],
    ['no actions', { Statement: [{ Effect, Action: [], Resource }] }, 'empty', 'Statement[0].Action'],
    [
      'a number for an action',
      { Statement: [{ Effect, Action: ['s3:*', 1], Resource }] },
      'wrong-type',
      'Statement[0].Action[1]',
    ],
    ['Action and NotAction', { Statement: { ...allow, NotAction: 's3:*' } }, 'conflict', 'Statement.NotAction'],
    ['Resource and NotResource', { Statement: { ...allow, NotResource: '*' } }, 'conflict', 'Statement.NotResource'],
    [
      'Principal and NotPrincipal',
      { Statement: { ...allow, Principal: '*', NotPrincipal: '*' } },
      'conflict',
      'Statement.NotPrincipal',
    ],
    ['an element twice', { Statement: { ...allow, action: 's3:*' } }, 'duplicate', 'Statement.action'],
    [
      'an element of another language',
      { Statement: { ...allow, Conditions: {} } },
      'unknown-element',
      'Statement.Conditions',
    ],
    [
      'an unknown operator',
      { Statement: { ...allow, Condition: { StringIs: { a: 'b' } } } },
      'unknown-operator',
      'Statement.Condition.StringIs',
    ],
    [
      'an unknown qualifier',
      { Statement: { ...allow, Condition: { 'ForNone:Bool': { a: 'b' } } } },
      'unknown-operator',
      'Statement.Condition.ForNone:Bool',
    ],
    [
      'a condition without keys',
      { Statement: { ...allow, Condition: { Bool: true } } },
      'not-an-object',
      'Statement.Condition.Bool',
    ],
    [
      'a null value',
      { Statement: { ...allow, Condition: { Bool: { k: null } } } },
      'wrong-type',
      'Statement.Condition.Bool.k',
    ],
    [
      'an unknown kind of principal',
      { Statement: { ...allow, Principal: { Aws2: '*' } } },
      'unknown-principal',
      'Statement.Principal.Aws2',
    ],
    [
      'a principal named like a method',
      { Statement: { ...allow, Principal: { constructor: '*' } } },
      'unknown-principal',
      'Statement.Principal.constructor',
    ],
    ['no principals', { Statement: { ...allow, Principal: {} } }, 'empty', 'Statement.Principal'],
    ['a Sid that is no text', { Statement: { ...allow, Sid: 1 } }, 'wrong-type', 'Statement.Sid'],
  ])('is a problem with its path: %s', (_, input, code, path) => {
    expect(parseDocument(input)).toMatchObject({ kind: 'problem', code, path });
  });

  it('is a problem beyond the size that is read', () => {
    expect(parseDocument('x'.repeat(5_000_000))).toMatchObject({ code: 'too-large' });
  });

  it('never throws, whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.string(), fc.json(), fc.anything()), (input) => {
        expect(['document', 'problem']).toContain(parseDocument(input).kind);
      }),
      { numRuns: 1_000 },
    );
  });

  it('never throws on a damaged document', () => {
    const document = {
      Version: '2012-10-17',
      Statement: [{ ...allow, Principal: { AWS: ['*'] }, Condition: { Bool: { 'aws:SecureTransport': 'false' } } }],
    };
    const json = JSON.stringify(document);
    fc.assert(
      fc.property(fc.nat(json.length), fc.nat(json.length), fc.string(), (from, length, text) => {
        expect(['document', 'problem']).toContain(
          parseDocument(json.slice(0, from) + text + json.slice(from + length)).kind,
        );
      }),
    );
  });
});
