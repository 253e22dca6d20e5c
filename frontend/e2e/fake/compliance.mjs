/** Two frameworks for the fake API, judged by what the made-up policies say, and what people attest. */
import { verdictsOf } from './policies.mjs';

const text = (en, pt) => ({ en, pt });
const gone = { problem: 'not-found' };
const day = 86_400_000;

const control = (number, en, pt, more) => ({ number, title: text(en, pt), level: 'L1', severity: null, ...more });
const manual = { assessment: 'manual' };

const frameworks = [
  {
    id: 'cis-aws-7.0',
    title: 'CIS Amazon Web Services Foundations',
    version: '7.0',
    sections: [
      [
        '1',
        text('Identity and access', 'Identidade e acesso'),
        [
          control('1.1', 'Contact details are current', 'Os dados de contato estão atualizados', manual),
          control('1.2', 'A security contact is registered', 'Há um contato de segurança registrado', manual),
          control('1.3', 'The root user has no access keys', 'O usuário root não tem chaves de acesso'),
          control('1.9', 'Console users have MFA', 'Usuários do console têm MFA'),
          control('1.13', 'Access keys are rotated', 'Chaves de acesso são trocadas'),
          control('1.20', 'Access Analyzer is on in every region', 'O Access Analyzer está ligado em toda região'),
        ],
      ],
      [
        '3',
        text('Storage', 'Armazenamento'),
        [
          control('3.1.1', 'Buckets refuse plain HTTP', 'Buckets recusam HTTP sem criptografia', { level: 'L2' }),
          control('3.1.2', 'Deleting objects needs MFA', 'Apagar objetos exige MFA', { ...manual, level: 'L2' }),
          control('3.1.3', 'Data in S3 is classified', 'Os dados no S3 são classificados', { ...manual, level: 'L2' }),
          control('3.1.4', 'Buckets block public access', 'Buckets bloqueiam acesso público'),
        ],
      ],
      [
        '6',
        text('Networking', 'Rede'),
        [
          control(
            '6.3',
            'No administration port is open to the world',
            'Nenhuma porta de administração está aberta a todos',
          ),
          control('6.7', 'Instances answer only to IMDSv2', 'Instâncias respondem somente a IMDSv2'),
          control('6.8', 'Peering routes lead where they have to', 'Rotas de peering levam só aonde precisam', manual),
        ],
      ],
    ],
  },
  {
    id: 'fsbp',
    title: 'AWS Foundational Security Best Practices',
    version: '1.0.0',
    sections: [
      [
        'EC2',
        text('EC2', 'EC2'),
        [
          ['EC2.8', 'Instances use IMDSv2', 'Instâncias usam IMDSv2', 'high'],
          ['EC2.13', 'Port 22 is not open to the world', 'A porta 22 não está aberta a todos', 'high'],
          ['EC2.14', 'Port 3389 is not open to the world', 'A porta 3389 não está aberta a todos', 'high'],
          ['EC2.21', 'Network ACLs close port 22', 'As ACLs de rede fecham a porta 22', 'medium'],
        ].map(([number, en, pt, severity]) => control(number, en, pt, { level: null, severity })),
      ],
      [
        'IAM',
        text('IAM', 'IAM'),
        [
          ['IAM.3', 'Access keys are younger than 90 days', 'Chaves têm menos de 90 dias', 'medium'],
          ['IAM.4', 'The root user has no access keys', 'O root não tem chaves de acesso', 'critical'],
          ['IAM.5', 'Console users have MFA', 'Usuários do console têm MFA', 'medium'],
        ].map(([number, en, pt, severity]) => control(number, en, pt, { level: null, severity })),
      ],
      [
        'S3',
        text('S3', 'S3'),
        [
          ['S3.2', 'Buckets are not readable by everyone', 'Buckets não são legíveis por todos', 'critical'],
          ['S3.3', 'Buckets are not writable by everyone', 'Buckets não são graváveis por todos', 'critical'],
          ['S3.5', 'Buckets refuse plain HTTP', 'Buckets recusam HTTP sem criptografia', 'medium'],
        ].map(([number, en, pt, severity]) => control(number, en, pt, { level: null, severity })),
      ],
    ],
  },
];

/** What people said; three sayings are there from the beginning, one of them expired. */
const attestationsOf = (world) => {
  const iso = (days) => new Date(Date.now() + days * day).toISOString();
  const said = (controlId, verdict, note, from, to, more) => ({
    controlId,
    accountId: null,
    verdict,
    note,
    evidenceUrl: 'https://wiki.example.com/security/contacts',
    by: 'carla@example.com',
    at: iso(-from),
    until: iso(to),
    ...more,
  });
  return (world.attestations ??= [
    said('cis-aws-7.0/1.1', 'met', 'Checked in the billing console with the finance team.', 20, 200),
    said('cis-aws-7.0/1.2', 'met', 'The on-call mailbox is registered.\n<script>window.hacked=1</script>', 400, -35),
    said('cis-aws-7.0/3.1.2', 'not-applicable', 'Staging holds no data that anybody would miss.', 5, 90, {
      accountId: world.accounts[1]?.id ?? null,
      evidenceUrl: null,
    }),
  ]);
};
const isExpired = ({ until }) => Date.parse(until) <= Date.now();

const add = (list) =>
  list.reduce(
    (sum, { pass, fail, unknown }) => ({
      pass: sum.pass + pass,
      fail: sum.fail + fail,
      unknown: sum.unknown + unknown,
    }),
    {
      pass: 0,
      fail: 0,
      unknown: 0,
    },
  );

const policiesOf = (world, controlId) => world.policies.filter(({ controls }) => controls.includes(controlId));

/** One control in one account. */
function judgedIn(world, { id, assessment }, accountId) {
  const said = attestationsOf(world).filter((one) => one.controlId === id && !isExpired(one));
  const attestation = said.find((one) => one.accountId === accountId) ?? said.find((one) => one.accountId === null);
  const counts = add(
    policiesOf(world, id).map((policy) => verdictsOf(world, policy).find((one) => one.accountId === accountId).counts),
  );
  const verdicts = { met: 'passed', 'not-met': 'failed', 'not-applicable': 'not-applicable' };
  const judged = counts.fail > 0 ? 'failed' : counts.unknown > 0 || counts.pass === 0 ? 'unknown' : 'passed';
  const status = attestation ? verdicts[attestation.verdict] : assessment === 'manual' ? 'manual' : judged;
  return { accountId, status, attested: attestation !== undefined, counts };
}

/** One control in some accounts: it is as the worst of them. */
function controlOf(world, framework, section, one, accountIds) {
  const id = `${framework.id}/${one.number}`;
  const whole = { ...one, id, section, assessment: one.assessment ?? 'automated' };
  const byAccount = accountIds.map((accountId) => judgedIn(world, whole, accountId));
  const worst = ['failed', 'unknown', 'manual', 'passed', 'not-applicable'].find((status) =>
    byAccount.some((one) => one.status === status),
  );
  return {
    ...whole,
    status: worst ?? (whole.assessment === 'manual' ? 'manual' : 'unknown'),
    attested: byAccount.length > 0 && byAccount.every(({ attested }) => attested),
    policies: policiesOf(world, id).length,
    counts: add(byAccount.map(({ counts }) => counts)),
    byAccount,
  };
}

function countsOf(controls) {
  const count = (status) => controls.filter((one) => one.status === status).length;
  const [passed, failed] = [count('passed'), count('failed')];
  return {
    passed,
    failed,
    unknown: count('unknown'),
    manual: count('manual'),
    notApplicable: count('not-applicable'),
    percent: passed + failed > 0 ? (100 * passed) / (passed + failed) : null,
  };
}

function frameworkOf(world, framework, accountIds) {
  const sections = framework.sections.map(([id, title, controls]) => {
    const judged = controls.map((one) => controlOf(world, framework, id, one, accountIds));
    return { id, title, controls: judged, counts: countsOf(judged) };
  });
  const { id, title, version } = framework;
  return { id, title, version, sections, counts: countsOf(sections.flatMap(({ controls }) => controls)) };
}

const idsOf = (world, { accountId }) =>
  world.accounts.map(({ id }) => id).filter((id) => accountId === undefined || id === accountId);
const find = ({ frameworkId }) => frameworks.find(({ id }) => id === frameworkId);
const isKnown = (controlId) =>
  frameworks.some(({ id, sections }) =>
    sections.some(([, , list]) => list.some(({ number }) => `${id}/${number}` === controlId)),
  );

/** By operation id. */
export const complianceHandlers = {
  getCompliance: ({ world }) => ({
    frameworks: frameworks.map((framework) => {
      const counts = (ids) => frameworkOf(world, framework, ids).counts;
      const { id, title, version, sections } = framework;
      return {
        id,
        title,
        version,
        controls: sections.flatMap(([, , controls]) => controls).length,
        all: counts(idsOf(world, {})),
        accounts: world.accounts.map(({ id: accountId }) => ({ accountId, counts: counts([accountId]) })),
      };
    }),
    accounts: world.accounts.map(({ id, awsAccountId }) => ({ accountId: id, awsAccountId: awsAccountId ?? '' })),
  }),
  getComplianceFramework: ({ world, params, query }) => {
    const framework = find(params);
    return framework ? frameworkOf(world, framework, idsOf(world, query)) : gone;
  },
  getControlEvidence: ({ world, params, query }) => {
    const framework = find(params);
    if (!framework) return gone;
    const ids = idsOf(world, query);
    const { sections } = frameworkOf(world, framework, ids);
    const one = sections.flatMap(({ controls }) => controls).find(({ id }) => id === query.controlId);
    if (!one) return gone;
    return {
      ...one,
      byPolicy: policiesOf(world, one.id).map((policy) => {
        const verdicts = verdictsOf(world, policy).filter(({ accountId }) => ids.includes(accountId));
        return {
          policyId: policy.id,
          row: policy.rows[0]?.id ?? null,
          title: policy.title,
          severity: policy.severity,
          counts: add(verdicts.map(({ counts }) => counts)),
          off: verdicts.length > 0 && verdicts.every(({ off }) => off),
        };
      }),
      unknowns:
        one.counts.unknown > 0
          ? [
              { reason: 'denied', action: 's3:GetBucketPolicy', count: one.counts.unknown },
              { reason: 'throttled', action: 'iam:GenerateCredentialReport', count: 1 },
            ]
          : [],
      findingsQuery: `control:${one.id} status:open,excepted${query.accountId ? ` account:${query.accountId}` : ''}`,
      attestations: attestationsOf(world)
        .filter(({ controlId, accountId }) => controlId === one.id && (accountId === null || ids.includes(accountId)))
        .map((attestation) => ({ ...attestation, expired: isExpired(attestation) }))
        .sort((a, b) => (a.at < b.at ? 1 : -1)),
    };
  },
  attestControl: ({ world, me, body }) => {
    if (!isKnown(body.controlId)) return gone;
    const same = ({ controlId, accountId }) => controlId === body.controlId && accountId === body.accountId;
    const attestation = {
      ...body,
      evidenceUrl: body.evidenceUrl ?? null,
      until: new Date(body.until).toISOString(),
      by: me.email,
      at: new Date().toISOString(),
      expired: false,
    };
    world.attestations = [attestation, ...attestationsOf(world).filter((one) => !same(one))];
    return attestation;
  },
  removeAttestation: ({ world, query }) => {
    const left = attestationsOf(world).filter(
      ({ controlId, accountId }) => controlId !== query.controlId || accountId !== (query.accountId ?? null),
    );
    if (left.length === attestationsOf(world).length) return gone;
    world.attestations = left;
    return undefined;
  },
};
