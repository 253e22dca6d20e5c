import { DescribeInstances$, AuthorizeSecurityGroupIngress$ } from '@aws-sdk/client-ec2';
import { GetAccountAuthorizationDetails$ } from '@aws-sdk/client-iam';
import { describe, expect, it } from '@jest/globals';
import { readQueryInput } from './query-input.js';
import { operationsOf } from './schema.js';

const inputOf = (schema: unknown) => {
  const [operation] = operationsOf({ schema }).values();
  if (operation === undefined) throw new Error('not an operation');
  return operation.input;
};

describe('form parameters', () => {
  it('of EC2 are flat lists with capital names', () => {
    const params = new URLSearchParams(
      'Action=DescribeInstances&Filter.2.Name=b&Filter.1.Name=vpc-id&Filter.1.Value.1=x&Filter.1.Value.2=y&MaxResults=5&InstanceId.1=i-1',
    );
    expect(readQueryInput(inputOf(DescribeInstances$), params, 'ec2')).toEqual({
      Filters: [{ Name: 'vpc-id', Values: ['x', 'y'] }, { Name: 'b' }],
      MaxResults: 5,
      InstanceIds: ['i-1'],
    });
  });

  it('of EC2 nest', () => {
    const params = new URLSearchParams(
      'IpPermissions.1.IpProtocol=tcp&IpPermissions.1.FromPort=22&IpPermissions.1.IpRanges.1.CidrIp=0.0.0.0%2F0&IpPermissions.1.Groups.1.GroupId=sg-1&DryRun=true',
    );
    expect(readQueryInput(inputOf(AuthorizeSecurityGroupIngress$), params, 'ec2')).toEqual({
      IpPermissions: [
        {
          IpProtocol: 'tcp',
          FromPort: 22,
          IpRanges: [{ CidrIp: '0.0.0.0/0' }],
          UserIdGroupPairs: [{ GroupId: 'sg-1' }],
        },
      ],
      DryRun: true,
    });
  });

  it('of IAM name the members of lists', () => {
    const params = new URLSearchParams('Filter.member.1=User&Filter.member.2=Role&MaxItems=abc&Unknown=1');
    expect(readQueryInput(inputOf(GetAccountAuthorizationDetails$), params, 'query')).toEqual({
      Filter: ['User', 'Role'],
    });
  });
});
