/** What the IAM collectors do when answers are missing, split or strange. */
import { describe, expect, it } from '@jest/globals';
import { recordingsOf } from '../../test/recordings.js';
import { replay } from '../../test/replay.js';
import { iamAnswer, iamErrorOf } from '../../test/xml.js';
import { iamAccount } from './iam-account.js';
import { iamPolicy } from './iam-policy.js';
import { iamUser } from './iam-user.js';
import { s3MultiRegionAccessPoint } from './s3-multi-region-access-point.js';
import { documentOf } from './sources/document.js';

const account = recordingsOf('iam-account');

describe('the account', () => {
  it.each([
    'AccountNotManagementOrDelegatedAdministratorException',
    'OrganizationNotFoundException',
    'OrganizationNotInAllFeaturesModeException',
    'ServiceAccessNotEnabledException',
  ])('has no features of an organisation when AWS answers %s', async (code) => {
    const { resources, coverage } = await replay(iamAccount, account, {
      answer: (operation) => (operation === 'ListOrganizationsFeatures' ? iamErrorOf(code) : undefined),
      facets: ['organizationsFeatures'],
    });
    expect(resources[0]?.facets).toEqual({ organizationsFeatures: { known: true, value: null } });
    expect(coverage.holes()).toEqual([]);
  });

  it('has no password policy when AWS knows of none, and an unknown one when we may not ask', async () => {
    const given = async (code: string, status: number) =>
      (
        await replay(iamAccount, account, {
          answer: (operation) => (operation === 'GetAccountPasswordPolicy' ? iamErrorOf(code, status) : undefined),
          facets: ['passwordPolicy'],
        })
      ).resources[0]?.facets;
    expect(await given('NoSuchEntity', 404)).toEqual({ passwordPolicy: { known: true, value: null } });
    expect(await given('AccessDenied', 403)).toMatchObject({ passwordPolicy: { known: false, reason: 'denied' } });
  });
});

describe('authorization details', () => {
  it('are read once, page by page, for everything that is in them', async () => {
    const { asked } = await replay(iamPolicy, recordingsOf('iam-policy'));
    expect(asked).toEqual(['GetAccountAuthorizationDetails', 'GetAccountAuthorizationDetails']);
  });

  it('that end after the first page leave a hole', async () => {
    const { resources, holes } = await replay(iamUser, recordingsOf('iam-user'), {
      answer: (_operation, text) => (text.includes('Marker=page2') ? iamErrorOf('Throttling', 400) : undefined),
      facets: [],
    });
    expect(resources.map(({ name }) => name)).toEqual(['maria']);
    expect(holes).toMatchObject([{ kind: 'aws.iam.user', unknown: { reason: 'throttled' } }]);
  });
});

describe('a policy that is attached and was not described', () => {
  const details = iamAnswer(
    'GetAccountAuthorizationDetails',
    `<IsTruncated>false</IsTruncated><UserDetailList/><GroupDetailList/><Policies/><RoleDetailList><member>
       <RoleName>r</RoleName><RoleId>AROA1</RoleId><Path>/</Path><Arn>arn:aws:iam::111122223333:role/r</Arn>
       <AttachedManagedPolicies><member><PolicyName>X</PolicyName><PolicyArn>arn:aws:iam::aws:policy/X</PolicyArn></member></AttachedManagedPolicies>
     </member></RoleDetailList>`,
  );
  const policy = iamAnswer(
    'GetPolicy',
    '<Policy><PolicyName>X</PolicyName><Arn>arn:aws:iam::aws:policy/X</Arn><DefaultVersionId>v3</DefaultVersionId><AttachmentCount>1</AttachmentCount></Policy>',
  );
  const version = iamAnswer(
    'GetPolicyVersion',
    '<PolicyVersion><Document>%7B%22Statement%22%3A%5B%5D%7D</Document><VersionId>v3</VersionId></PolicyVersion>',
  );

  it('is fetched by itself', async () => {
    const { resources, holes } = await replay(iamPolicy, [], {
      answer: (operation) =>
        ({ GetAccountAuthorizationDetails: details, GetPolicy: policy, GetPolicyVersion: version })[operation],
    });
    expect(holes).toEqual([]);
    expect(resources).toMatchObject([
      { name: 'X', base: { awsManaged: true }, facets: { document: { known: true }, attachments: { known: true } } },
    ]);
  });

  it('is a hole when it cannot be fetched', async () => {
    const { resources, holes } = await replay(iamPolicy, [], {
      answer: (operation) =>
        ({ GetAccountAuthorizationDetails: details, GetPolicy: iamErrorOf('AccessDenied', 403) })[operation],
    });
    expect(resources).toEqual([]);
    expect(holes).toMatchObject([{ kind: 'aws.iam.policy', unknown: { reason: 'denied', action: 'iam:GetPolicy' } }]);
  });
});

describe('a policy document', () => {
  const document = { Version: '2012-10-17', Statement: { Effect: 'Allow', NotAction: ['iam:*'], Resource: '*' } };

  it('is handed on as it came, encoded or not', () => {
    const plain = JSON.stringify(document);
    const encoded = encodeURIComponent(plain);
    expect([plain, encoded].map(documentOf)).toEqual([plain, encoded]);
  });

  it.each([
    ['nothing', undefined],
    ['a broken escape', '%7B%'],
    ['half a document', encodeURIComponent(JSON.stringify(document)).slice(0, 40)],
    ['another text', 'null'],
    ['a statement without an effect', JSON.stringify({ Statement: [{ Action: '*' }] })],
    ['a statement without an action', JSON.stringify({ Statement: [{ Effect: 'Deny' }] })],
    ['no statement', '{}'],
  ])('is refused when it is %s', (_title, text) => {
    expect(documentOf(text)).toBeUndefined();
  });
});

describe('access points for several regions', () => {
  it.each(['aws-us-gov', 'aws-cn'])('are not asked for in %s, where AWS has none', async (partition) => {
    const { asked, holes } = await replay(s3MultiRegionAccessPoint, recordingsOf('s3-multi-region-access-point'), {
      partition,
    });
    expect([asked, holes]).toEqual([[], []]);
  });
});
