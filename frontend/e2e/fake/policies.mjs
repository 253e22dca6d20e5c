/** A handful of policies for the fake API, with the texts, conditions and evidence that a finding of each would have; and the operations on them. */

const text = (en, pt) => ({ en, pt });

const examplesOf = (kind) => [
  { name: 'as it should be', outcome: 'pass', given: {} },
  {
    name: 'switched off by hand',
    outcome: 'fail',
    given: { settings: { enabled: false }, tags: { kind, note: '</code><b>bold</b>' } },
  },
  { name: 'we were denied', outcome: 'unknown', given: { settings: { known: false, reason: 'denied' } } },
  { name: 'a kind that it does not speak about', outcome: 'skip', given: { base: { retired: true } } },
];

const policy = (id, severity, resourceKind, en, pt, more) => ({
  id,
  severity,
  service: id.split('-')[1],
  resourceKind,
  title: text(en, pt),
  arn: 'instance',
  prefix: 'i',
  rows: [],
  controls: [],
  sameAs: [],
  counts: { pass: 40, fail: 10, unknown: 2 },
  parameters: [],
  examples: examplesOf(resourceKind),
  needs: ['policy', 'acl'],
  why: text(
    'Whoever finds it can read what is stored there without any credentials. Search engines for open buckets find one within hours.',
    'Quem o encontra lê o que está guardado sem credencial alguma. Buscadores de buckets abertos o encontram em horas.',
  ),
  reason: text(`This resource does not satisfy: ${en.toLowerCase()}.`, `Este recurso não cumpre: ${pt.toLowerCase()}.`),
  fix: {
    steps: [
      text('Open the resource in the AWS console.', 'Abra o recurso no console da AWS.'),
      text(
        'Change the setting named in `Why it fails`, then save.',
        'Mude a configuração citada em `Por que falha` e salve.',
      ),
      text(
        'Scan the account again; the finding resolves by itself.',
        'Varra a conta de novo; o achado se resolve sozinho.',
      ),
    ],
    cli: null,
    terraform: null,
  },
  conditions: [
    {
      says: text('The setting is switched on.', 'A configuração está ligada.'),
      path: 'settings.enabled',
      actual: false,
      expected: true,
      holds: false,
    },
  ],
  evidence: { settings: { enabled: false, changedBy: 'ana.souza' }, tags: { team: 'data', env: 'prod' } },
  ...more,
});

const bucketPolicy = {
  Version: '2012-10-17',
  Statement: [
    { Sid: 'Public', Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::reports-2026/*' },
    {
      Sid: 'Team',
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::111122223333:root' },
      Action: 's3:*',
      Resource: '*',
    },
  ],
};

export const policies = [
  policy(
    'aws-s3-bucket-not-public',
    'critical',
    'aws.s3.bucket',
    'S3 buckets are not readable by everyone',
    'Buckets S3 não são legíveis por todos',
    {
      reason: text(
        'The bucket policy lets everyone read objects, and no public access block stops it.',
        'A política do bucket deixa todos lerem os objetos, e nenhum bloqueio de acesso público impede.',
      ),
      conditions: [
        {
          says: text('The account blocks public policies.', 'A conta bloqueia políticas públicas.'),
          path: 'accountPublicAccessBlock.RestrictPublicBuckets',
          actual: false,
          expected: true,
          holds: false,
        },
        {
          says: text(
            'No statement allows everyone (`Principal: "*"`).',
            'Nenhuma declaração permite todos (`Principal: "*"`).',
          ),
          path: 'policy.Statement[0]',
          actual: bucketPolicy.Statement[0],
          expected: null,
          holds: false,
        },
        {
          says: text('No ACL grants access to everyone.', 'Nenhuma ACL dá acesso a todos.'),
          path: 'acl.Grants',
          actual: [],
          expected: [],
          holds: true,
        },
      ],
      evidence: {
        accountPublicAccessBlock: {
          BlockPublicAcls: true,
          IgnorePublicAcls: true,
          BlockPublicPolicy: false,
          RestrictPublicBuckets: false,
        },
        policy: bucketPolicy,
        acl: { Owner: { ID: 'd34db33f' }, Grants: [] },
        ownership: 'BucketOwnerEnforced',
        tags: { team: 'data', note: '<b onmouseover="window.hacked=1">bold</b>' },
      },
      fix: {
        steps: [
          text(
            'Open the bucket in the S3 console and choose `Permissions`.',
            'Abra o bucket no console do S3 e escolha `Permissões`.',
          ),
          text(
            'Switch on all four settings of `Block public access`.',
            'Ligue as quatro opções de `Bloquear acesso público`.',
          ),
          text(
            'Remove the statement `Public` from the bucket policy.',
            'Remova a declaração `Public` da política do bucket.',
          ),
        ],
        cli: 'aws s3api put-public-access-block \\\n  --bucket reports-2026 \\\n  --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true',
        terraform:
          'resource "aws_s3_bucket_public_access_block" "reports_2026" {\n  bucket                  = "reports-2026"\n  block_public_acls       = true\n  block_public_policy     = true\n  ignore_public_acls      = true\n  restrict_public_buckets = true\n}',
      },
      controls: ['cis-aws-7.0/3.1.4', 'fsbp/S3.2', 'fsbp/S3.3'],
      sameAs: ['prowler/s3_bucket_public_access', 'cloudsploit/bucketAllUsersPolicy'],
    },
  ),
  policy(
    'aws-iam-root-has-no-access-keys',
    'critical',
    'aws.iam.account',
    'The root user has no access keys',
    'O usuário root não tem chaves de acesso',
    {
      controls: ['cis-aws-7.0/1.3', 'fsbp/IAM.4'],
      sameAs: ['prowler/iam_no_root_access_key'],
      counts: { pass: 3, fail: 1, unknown: 0 },
    },
  ),
  policy(
    'aws-ec2-security-group-closes-admin-ports',
    'high',
    'aws.ec2.security-group',
    'Security groups do not open administration ports to the internet',
    'Grupos de segurança não abrem portas de administração à internet',
    {
      arn: 'security-group',
      prefix: 'sg',
      rows: [
        { id: 'ssh-22', title: text('SSH', 'SSH'), severity: 'high' },
        { id: 'rdp-3389', title: text('Remote Desktop', 'Área de trabalho remota'), severity: 'high' },
        { id: 'all-ports', title: text('All ports', 'Todas as portas'), severity: 'critical' },
      ],
      controls: ['cis-aws-7.0/6.3', 'fsbp/EC2.13', 'fsbp/EC2.14'],
      sameAs: ['prowler/ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_22', 'cloudsploit/openSSH'],
      conditions: [
        {
          says: text('Port 22 is not open to 0.0.0.0/0.', 'A porta 22 não está aberta a 0.0.0.0/0.'),
          path: 'ingress[1].cidrIpv4',
          actual: '0.0.0.0/0',
          expected: text('a private or known range', 'uma faixa privada ou conhecida').en,
          holds: false,
        },
      ],
      evidence: {
        groupName: 'web-prod',
        ingress: [
          { ipProtocol: 'tcp', fromPort: 443, toPort: 443, cidrIpv4: '0.0.0.0/0' },
          { ipProtocol: 'tcp', fromPort: 22, toPort: 22, cidrIpv4: '0.0.0.0/0' },
        ],
      },
    },
  ),
  policy(
    'aws-iam-user-has-mfa',
    'high',
    'aws.iam.user',
    'People who use the console have MFA',
    'Pessoas que usam o console têm MFA',
    {
      controls: ['cis-aws-7.0/1.9', 'fsbp/IAM.5'],
      sameAs: ['prowler/iam_user_mfa_enabled_console_access', 'cloudsploit/usersMfaEnabled'],
    },
  ),
  policy(
    'aws-ec2-instance-requires-imdsv2',
    'high',
    'aws.ec2.instance',
    'Instances answer only to IMDSv2',
    'Instâncias respondem somente a IMDSv2',
    {
      controls: ['cis-aws-7.0/6.7', 'fsbp/EC2.8'],
      sameAs: ['prowler/ec2_instance_imdsv2_enabled'],
    },
  ),
  policy(
    'aws-s3-bucket-denies-http',
    'medium',
    'aws.s3.bucket',
    'S3 buckets refuse unencrypted requests',
    'Buckets S3 recusam requisições sem criptografia',
    {
      controls: ['cis-aws-7.0/3.1.1', 'fsbp/S3.5'],
      sameAs: ['prowler/s3_bucket_secure_transport_policy', 'cloudsploit/bucketSecureTransportEnabled'],
      counts: { pass: 11, fail: 29, unknown: 3 },
    },
  ),
  policy(
    'aws-iam-access-key-is-rotated',
    'medium',
    'aws.iam.access-key',
    'Access keys are younger than 90 days',
    'Chaves de acesso têm menos de 90 dias',
    {
      controls: ['cis-aws-7.0/1.13', 'fsbp/IAM.3'],
      counts: { pass: 31, fail: 14, unknown: 0 },
      parameters: [
        {
          name: 'maxAgeDays',
          title: text('Oldest key', 'Chave mais antiga'),
          unit: text('days', 'dias'),
          default: 90,
          min: 1,
          max: 730,
        },
        {
          name: 'graceDays',
          title: text('Grace after the last use', 'Carência após o último uso'),
          unit: text('days', 'dias'),
          default: 0,
          min: 0,
          max: 90,
        },
      ],
    },
  ),
  policy(
    'aws-ec2-volume-is-encrypted',
    'medium',
    'aws.ec2.volume',
    'EBS volumes are encrypted',
    'Volumes EBS são criptografados',
    { arn: 'volume', prefix: 'vol' },
  ),
  policy('aws-ec2-vpc-has-flow-logs', 'medium', 'aws.ec2.vpc', 'VPCs keep flow logs', 'VPCs mantêm flow logs', {
    arn: 'vpc',
    prefix: 'vpc',
  }),
  policy(
    'aws-s3-bucket-has-versioning',
    'low',
    'aws.s3.bucket',
    'S3 buckets keep old versions',
    'Buckets S3 guardam versões antigas',
  ),
  policy(
    'aws-ec2-default-security-group-is-closed',
    'low',
    'aws.ec2.security-group',
    'The default security group is closed',
    'O grupo de segurança padrão está fechado',
    { arn: 'security-group', prefix: 'sg' },
  ),
  policy(
    'aws-s3-bucket-logs-access',
    'info',
    'aws.s3.bucket',
    'S3 buckets log who reads them',
    'Buckets S3 registram quem os lê',
  ),
];

const find = (world, id) => world.policies.find((one) => one.id === id);
const gone = { problem: 'not-found' };

/** The settings of a world by policy; one is there from the beginning. */
const settingsOf = (world) =>
  (world.policySettings ??= new Map([
    [
      'aws-s3-bucket-logs-access',
      [
        {
          accountId: null,
          enabled: false,
          parameters: {},
          reason: 'CloudTrail data events tell the same here.\n<img src=x onerror="window.hacked=1">',
          by: 'bruno@example.com',
          at: new Date(Date.now() - 9 * 86_400_000).toISOString(),
        },
      ],
    ],
  ]));

/** Shares of a number over the accounts; those that cannot be read have none. */
const shares = [0.6, 0.3, 0, 0.1];
const shareOf = (total, n) => {
  const first = (end) => Math.round(total * shares.slice(0, end).reduce((sum, share) => sum + share, 0));
  return n < shares.length ? first(n + 1) - first(n) : 0;
};

/** What a policy says in each account of a world. */
export const verdictsOf = (world, { id, counts }) => {
  const settings = settingsOf(world).get(id) ?? [];
  // Where it fails differs from policy to policy.
  const seed = [...id].reduce((sum, letter) => sum + letter.charCodeAt(0), 0);
  const failsIn = [seed % 3 !== 1, seed % 4 === 0, false, seed % 5 === 0];
  return world.accounts.map(({ id: accountId }, n) => {
    const own = settings.find((setting) => setting.accountId === accountId)?.enabled;
    const off = (own ?? settings.find((setting) => setting.accountId === null)?.enabled) === false;
    const share = (name) => (off ? 0 : shareOf(counts[name], n));
    const [fail, pass] = failsIn[n] ? [share('fail'), share('pass')] : [0, share('fail') + share('pass')];
    return { accountId, off, counts: { pass, fail, unknown: share('unknown') } };
  });
};

const sum = (verdicts) =>
  Object.fromEntries(
    ['pass', 'fail', 'unknown'].map((name) => [name, verdicts.reduce((total, one) => total + one.counts[name], 0)]),
  );

const detailOf = (world, one) => {
  const settings = settingsOf(world).get(one.id) ?? [];
  const byAccount = verdictsOf(world, one);
  return {
    ...one,
    counts: world.accounts.length > 0 ? sum(byAccount) : one.counts,
    off: byAccount.filter(({ off }) => off).length,
    adjusted: settings.some(({ parameters }) => Object.keys(parameters).length > 0),
    settings,
    byAccount,
  };
};

/** A stricter number makes resources fail, a laxer one lets them pass; off, nothing fails. */
const triedOf = (world, one, { accountId, enabled, parameters }) => {
  const [name, value] = Object.entries(parameters)[0] ?? [];
  const usual = one.parameters.find((parameter) => parameter.name === name)?.default ?? 0;
  const stricter = value === undefined ? 0 : usual - value;
  const newlyFailing = enabled !== false && stricter > 0 ? 12 : 0;
  const newlyPassing = enabled === false ? one.counts.fail : stricter !== 0 ? 3 : 0;
  const account = world.accounts.find(({ id }) => id === accountId) ?? world.accounts[0];
  return {
    judged: 45,
    newlyFailing,
    newlyPassing,
    unknown: 2,
    unreadable: 1,
    examples: Array.from({ length: newlyFailing + newlyPassing }, (_, n) => ({
      change: n < newlyFailing ? 'newly-failing' : 'newly-passing',
      accountId: account.id,
      region: 'global',
      resourceArn: `arn:aws:iam::${account.awsAccountId}:user/deploy-bot-${n}`,
      resourceName: n === 1 ? '<b onmouseover="window.hacked=1">key</b>' : n % 4 === 3 ? null : `deploy-bot-${n}`,
      reason: text(`The key is ${60 + n * 3} days old.`, `A chave tem ${60 + n * 3} dias.`),
    })),
  };
};

/** By operation id. */
export const policyHandlers = {
  listPolicies: ({ world }) => ({ items: world.policies.map((one) => detailOf(world, one)) }),
  getPolicy: ({ world, params }) => {
    const one = find(world, params.policyId);
    return one ? detailOf(world, one) : gone;
  },
  tryPolicy: ({ world, params, body }) => {
    const one = find(world, params.policyId);
    return one ? triedOf(world, one, body) : gone;
  },
  setPolicy: ({ world, me, params, body }) => {
    const one = find(world, params.policyId);
    if (!one) return gone;
    const { accountId, enabled, parameters, reason = null } = body;
    const others = (settingsOf(world).get(one.id) ?? []).filter((setting) => setting.accountId !== accountId);
    const isSet = enabled !== null || Object.keys(parameters).length > 0;
    const setting = { accountId, enabled, parameters, reason, by: me.email, at: new Date().toISOString() };
    settingsOf(world).set(one.id, isSet ? [setting, ...others] : others);
    return detailOf(world, one);
  },
};
