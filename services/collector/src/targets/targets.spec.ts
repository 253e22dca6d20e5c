/** Resources that a scan is asked to look at: which ones may be, and where they are looked for. */
import type { Scope } from '@cspmexa/contracts';
import { planForTargets } from '@cspmexa/collector-kit';
import { kindList } from '@cspmexa/resources';
import { describe, expect, it } from '@jest/globals';
import { checkTargets } from './check-targets.js';
import { resourceOfArn } from './named-resource.js';
import { unitsOfTargets, type KnownPlace } from './target-units.js';

const account = '111122223333';
const owner = {
  access: { kind: 'role' as const, roleArn: `arn:aws:iam::${account}:role/read` },
  awsAccountId: account,
  scope: { services: [], regions: [] },
};
const bucket = 'arn:aws:s3:::reports';
const group = `arn:aws:ec2:eu-west-1:${account}:security-group/sg-1`;

describe('an ARN', () => {
  it.each([
    [bucket, ['aws.s3.bucket'], 'global'],
    [group, ['aws.ec2.security-group'], 'eu-west-1'],
    [`arn:aws:iam::${account}:role/a/path/reader`, ['aws.iam.role'], 'global'],
    [`arn:aws:iam::${account}:root`, ['aws.iam.account', 'aws.s3.account'], 'global'],
  ])('%s is of the kinds %j', (arn, kinds, region) => {
    const resource = resourceOfArn(kindList, arn);
    expect(resource?.kinds.map(({ kind }) => kind)).toEqual(kinds);
    expect(resource?.region).toBe(region);
  });
});

describe('the resources of a scan', () => {
  it.each([
    ['of this account', [bucket, group], {}, []],
    ['that are no ARNs', ['reports'], {}, [/not an ARN/]],
    ['of a kind that nobody collects', [`arn:aws:lambda:eu-west-1:${account}:function:f`], {}, [/not collected/]],
    ['inside of others', [`${bucket}/an/object`], {}, [/not collected/]],
    ['of another account', [group.replace(account, '444455556666')], {}, [/belongs to the AWS account 444455556666/]],
    [
      'of another account, before anybody has looked whose this is',
      [group.replace(account, '444455556666')],
      { awsAccountId: null },
      [/444455556666, not to 111122223333/],
    ],
    ['of a service outside the scope', [group], { scope: { services: ['s3' as const], regions: [] } }, [/include ec2/]],
    ['of a region outside the scope', [group], { scope: { services: [], regions: ['us-east-1'] } }, [/eu-west-1/]],
    ['without a region, whatever the scope', [bucket], { scope: { services: [], regions: ['us-east-1'] } }, []],
  ])('may be looked at or not: %s', (_, arns, more, problems) => {
    const found = checkTargets(arns, { ...owner, ...more }, kindList);
    expect(found.problems.map(({ message }) => message)).toEqual(problems.map((text) => expect.stringMatching(text)));
    expect(found.targets).toHaveLength(arns.length - problems.length);
  });

  it('are told apart in what is wrong', () => {
    const { targets, problems } = checkTargets([bucket, 'nonsense', group], owner, kindList);
    expect(targets).toEqual([bucket, group]);
    expect(problems).toMatchObject([{ pointer: '/body/scope/resources/1' }]);
  });
});

describe('the units of a scan of named resources', () => {
  const kind = (name: string) => {
    const found = kindList.find((each) => each.kind === name);
    if (!found) throw new Error(`There is no ${name}.`);
    return found;
  };
  const reader = (on: string, ...reads: string[]) => ({
    on: kind(on),
    needs: [],
    reads: Object.fromEntries(reads.map((name) => [name, { kind: kind(name), needs: [] }])),
  });
  const policies = [
    reader('aws.ec2.security-group', 'aws.ec2.network-interface'),
    reader('aws.s3.bucket', 'aws.s3.account', 'aws.s3.access-point'),
    reader('aws.ec2.instance', 'aws.iam.role'),
  ];
  const unitsFor = (arns: readonly string[], known: readonly KnownPlace[] = [], scope: Scope = owner.scope) => {
    const targets = arns.flatMap((arn) => resourceOfArn(kindList, arn) ?? []);
    const pairs = targets.flatMap(({ arn, kinds }) => kinds.map((each) => ({ kind: each.kind, arn })));
    const units = unitsOfTargets({
      targets,
      known,
      plan: planForTargets(policies, pairs).plan,
      kinds: kindList,
      scope,
    });
    return units.map(({ service, region }) => `${service}/${region}`);
  };

  it('are where the resources are, and where what their policies read is', () => {
    expect(unitsFor([group])).toEqual(['ec2/eu-west-1']);
    expect(unitsFor([group.replace('security-group/sg-1', 'instance/i-1')])).toEqual(['ec2/eu-west-1', 'iam/global']);
    expect(unitsFor([group, group.replace('eu-west-1', 'us-east-1')])).toEqual(['ec2/eu-west-1', 'ec2/us-east-1']);
  });

  it('follow the inventory where the ARN does not tell the place', () => {
    expect(unitsFor([bucket])).toEqual(['s3/global']);
    const known = [{ arn: bucket, kind: 'aws.s3.bucket', listedIn: 'global', region: 'sa-east-1' }];
    expect(unitsFor([bucket], known)).toEqual(['s3/global', 's3/sa-east-1']);
  });

  it('stay within the scope of the account', () => {
    const arn = group.replace('security-group/sg-1', 'instance/i-1');
    expect(unitsFor([arn], [], { services: ['ec2'], regions: [] })).toEqual(['ec2/eu-west-1']);
  });
});
