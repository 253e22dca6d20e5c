import { DescribeKeyPairsCommand, type KeyPairInfo } from '@aws-sdk/client-ec2';
import { defineCollector, fromListing, isoOf, tagsOf } from '@cspmexa/collector-kit';
import { Ec2KeyPair } from '@cspmexa/resources';
import { describeAll } from './sources/describe.js';

export const ec2KeyPair = defineCollector<KeyPairInfo>()({
  collects: Ec2KeyPair,
  list: describeAll(
    'ec2:DescribeKeyPairs',
    (ec2, options) => ec2.send(new DescribeKeyPairsCommand({}), options),
    ({ KeyPairs }) => KeyPairs,
  ),
  base: ({ KeyPairId, KeyName }) => ({ keyPairId: KeyPairId, keyName: KeyName }),
  tags: ({ Tags }) => tagsOf(Tags),
  facets: {
    properties: fromListing(({ KeyType, CreateTime }) => ({ type: KeyType ?? null, createdAt: isoOf(CreateTime) })),
  },
});
