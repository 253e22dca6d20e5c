/** The people, roles and policies of the realistic account. */
import { awsManagedArn } from '../iam/aws-managed.js';
import { policyDocument } from '../iam/documents.js';
import {
  makeAccessKey,
  makeGroup,
  makeMfa,
  makePolicy,
  makeRole,
  makeUser,
  type UserOptions,
} from '../make/identities.js';
import { daysAgo, plant, type Problem, type Seeding } from './seeding.js';

const SECURITY_ACCOUNT = '444455556666';
const PARTNER_ACCOUNT = '777788889999';

/** The ExternalId that the realistic account's scanning role asks for. */
export const SCANNER_EXTERNAL_ID = 'sandbox-external-id-0001';

const trust = (principal: object | string, condition?: object): string =>
  policyDocument({
    Effect: 'Allow',
    Principal: principal,
    Action: 'sts:AssumeRole',
    ...(condition === undefined ? {} : { Condition: condition }),
  });

const service = (name: string): string => trust({ Service: `${name}.amazonaws.com` });

function person(
  seeding: Seeding,
  name: string,
  days: number,
  options: UserOptions,
  problems: readonly Problem[] = [],
): void {
  const user = makeUser(seeding.account, name, daysAgo(seeding, days), options);
  for (const problem of problems) plant(seeding, user.arn, problem);
}

function seedPeople(seeding: Seeding): void {
  const { account } = seeding;
  const ago = (days: number): Date => daysAgo(seeding, days);
  const password = (changed: number, used: number): NonNullable<UserOptions['loginProfile']> => ({
    createdAt: ago(changed),
    changedAt: ago(changed),
    lastUsedAt: ago(used),
  });
  const mfa = (name: string): UserOptions => ({ mfa: [makeMfa(account, name, 'virtual', ago(300))] });
  const used = (days: number, what: string, region = 'us-east-1') => ({ at: ago(days), service: what, region });

  person(seeding, 'marina.alves', 1300, {
    ...mfa('marina.alves'),
    loginProfile: password(40, 1),
    groups: ['platform'],
    tags: { team: 'platform' },
  });
  person(seeding, 'diego.rocha', 900, {
    ...mfa('diego.rocha'),
    loginProfile: password(60, 2),
    groups: ['developers'],
    accessKeys: [makeAccessKey(account, ago(35), used(1, 's3'))],
  });
  person(seeding, 'paula.nunes', 700, { loginProfile: password(200, 5), groups: ['developers'] }, ['user-without-mfa']);
  person(
    seeding,
    'caio.teles',
    1100,
    {
      ...mfa('caio.teles'),
      loginProfile: password(400, 210),
      groups: ['auditors'],
    },
    ['user-password-unused'],
  );
  person(
    seeding,
    'rafael.admin',
    1250,
    { ...mfa('rafael.admin'), loginProfile: password(80, 3), attached: [awsManagedArn('AdministratorAccess')] },
    ['user-admin-policy', 'user-policy-attached-directly'],
  );
  person(
    seeding,
    'deploy-bot',
    1000,
    {
      path: '/automation/',
      accessKeys: [makeAccessKey(account, ago(640), used(0, 'ec2'))],
      inline: { deploy: policyDocument({ Effect: 'Allow', Action: '*', Resource: '*' }) },
    },
    ['access-key-old', 'user-wildcard-inline-policy'],
  );
  person(
    seeding,
    'relatorios-antigo',
    1200,
    {
      path: '/automation/',
      accessKeys: [makeAccessKey(account, ago(820), used(400, 's3', 'sa-east-1'))],
      attached: [awsManagedArn('AmazonS3ReadOnlyAccess')],
    },
    ['access-key-old', 'access-key-unused', 'user-policy-attached-directly'],
  );
}

function seedGroups(seeding: Seeding): void {
  const { account } = seeding;
  const at = daysAgo(seeding, 1300);
  makeGroup(account, 'platform', at, { attached: [awsManagedArn('PowerUserAccess')] });
  makeGroup(account, 'developers', at, {
    attached: [awsManagedArn('AmazonEC2ReadOnlyAccess'), `arn:aws:iam::${account.id}:policy/tucanuva-developers`],
  });
  makeGroup(account, 'auditors', at, { attached: [awsManagedArn('SecurityAudit')] });
  makePolicy(
    account,
    'tucanuva-developers',
    at,
    policyDocument({
      Effect: 'Allow',
      Action: ['s3:GetObject', 's3:ListBucket'],
      Resource: ['arn:aws:s3:::tucanuva-app-uploads', 'arn:aws:s3:::tucanuva-app-uploads/*'],
    }),
  );
  const admin = makePolicy(
    account,
    'tucanuva-break-glass',
    at,
    policyDocument({ Effect: 'Allow', Action: '*', Resource: '*' }),
  );
  plant(seeding, admin.arn, 'policy-full-admin');
}

function seedRoles(seeding: Seeding): void {
  const { account } = seeding;
  const at = daysAgo(seeding, 1000);
  const recently = { at: daysAgo(seeding, 1), region: 'us-east-1' };
  makeRole(
    account,
    'CspmexaScanner',
    at,
    trust(
      { AWS: `arn:aws:iam::${SECURITY_ACCOUNT}:root` },
      {
        StringEquals: { 'sts:ExternalId': SCANNER_EXTERNAL_ID },
      },
    ),
    { attached: [awsManagedArn('SecurityAudit')], lastUsed: recently },
  );
  makeRole(account, 'prod-app', at, service('ec2'), {
    attached: [awsManagedArn('AmazonSSMManagedInstanceCore')],
    inline: {
      orders: policyDocument({
        Effect: 'Allow',
        Action: ['s3:GetObject', 's3:PutObject'],
        Resource: 'arn:aws:s3:::tucanuva-orders-prod/*',
      }),
    },
    instanceProfiles: ['prod-app'],
    lastUsed: recently,
  });
  makeRole(account, 'vpc-flow-logs', at, service('vpc-flow-logs'));
  makeRole(account, 's3-replication', at, service('s3'));
  makeRole(account, 'billing-lambda', at, service('lambda'), {
    attached: [awsManagedArn('service-role/AWSLambdaBasicExecutionRole')],
  });
  makeRole(account, 'support', at, trust({ AWS: `arn:aws:iam::${account.id}:root` }), {
    attached: [awsManagedArn('AWSSupportAccess')],
  });
  makeRole(account, 'break-glass', at, trust({ AWS: `arn:aws:iam::${account.id}:user/marina.alves` }), {
    attached: [`arn:aws:iam::${account.id}:policy/tucanuva-break-glass`],
  });
  const open = makeRole(account, 'integracao-parceiros', at, trust({ AWS: '*' }), {
    attached: [awsManagedArn('AmazonS3ReadOnlyAccess')],
  });
  plant(seeding, open.arn, 'role-trusts-everybody');
  const partner = makeRole(account, 'frete-parceiro', at, trust({ AWS: `arn:aws:iam::${PARTNER_ACCOUNT}:root` }), {
    attached: [awsManagedArn('ReadOnlyAccess')],
    lastUsed: { at: daysAgo(seeding, 20), region: 'sa-east-1' },
  });
  plant(seeding, partner.arn, 'role-cross-account-without-external-id');
  makeRole(account, 'AWSServiceRoleForSupport', at, service('support'), {
    path: '/aws-service-role/support.amazonaws.com/',
  });
}

/** Makes everything of IAM. */
export function seedIdentity(seeding: Seeding): void {
  const { account } = seeding;
  const { iam } = account;
  const root = `arn:aws:iam::${account.id}:root`;
  iam.alias = 'tucanuva';
  iam.root = {
    createdAt: daysAgo(seeding, 1500),
    passwordLastUsedAt: daysAgo(seeding, 130),
    accessKeys: [],
    mfa: [makeMfa(account, 'root-account-mfa-device', 'virtual', daysAgo(seeding, 1490))],
  };
  plant(seeding, root, 'root-without-hardware-mfa');
  iam.passwordPolicy = {
    MinimumPasswordLength: 8,
    RequireSymbols: false,
    RequireNumbers: true,
    RequireUppercaseCharacters: true,
    RequireLowercaseCharacters: true,
    AllowUsersToChangePassword: true,
    ExpirePasswords: false,
  };
  plant(seeding, root, 'password-policy-weak');
  seedGroups(seeding);
  seedPeople(seeding);
  seedRoles(seeding);
  const certificate = `arn:aws:iam::${account.id}:server-certificate/loja-antiga`;
  iam.serverCertificates.set('loja-antiga', {
    Path: '/',
    ServerCertificateName: 'loja-antiga',
    ServerCertificateId: account.ids.iam('ASCA'),
    Arn: certificate,
    UploadDate: daysAgo(seeding, 800),
    Expiration: daysAgo(seeding, 70),
  });
  plant(seeding, certificate, 'certificate-expired');
  const oidc = `arn:aws:iam::${account.id}:oidc-provider/token.actions.githubusercontent.com`;
  iam.oidcProviders.set(oidc, {
    arn: oidc,
    url: 'token.actions.githubusercontent.com',
    clientIds: ['sts.amazonaws.com'],
    thumbprints: ['0000000000000000000000000000000000000000'],
    createdAt: daysAgo(seeding, 400),
  });
}
