/** Where there is something to see: every page, and the faces of pages that differ much. */
import { resourceId } from './fake/resources.mjs';

/** Places that open beside a list, once their code is there. */
export const drawers = [
  'control',
  'control-attested',
  'finding',
  'finding-excepted',
  'alert-rule',
  'alert-rule-new',
  'delivery',
  'delivery-open',
];

/** The addresses of all places in a world of the fake API, by their names. */
export function places({ findings, scans, accounts, deliveries, rules }) {
  const exposed = findings.find(({ policyId, status }) => policyId === 'aws-s3-bucket-not-public' && status === 'open');
  const excepted = findings.find(({ status }) => status === 'excepted');
  return {
    overview: '/',
    findings: '/findings',
    'findings-groups': '/findings?group=policy',
    'findings-none': '/findings?search=nothing-is-called-this&colour=red',
    finding: `/findings/${exposed.id}?severity=critical`,
    'finding-excepted': `/findings/${excepted.id}?status=excepted`,
    resources: '/resources',
    'resources-none': '/resources?q=nothing-is-called-this',
    resource: `/resources/${resourceId.instance}`,
    'resource-unknown': `/resources/${resourceId.db}`,
    accounts: '/accounts',
    'account-add': '/accounts/new',
    account: `/accounts/${accounts[2].id}`,
    'account-connect': `/accounts/${accounts[0].id}?tab=connect`,
    'account-schedules': `/accounts/${accounts[0].id}?tab=schedules`,
    'account-permissions': `/accounts/${accounts[0].id}?tab=permissions`,
    'accounts-discovered': '/accounts/discovered',
    'account-settings': `/accounts/${accounts[0].id}?tab=settings`,
    scans: '/scans',
    'scan-running': `/scans/${scans[0].id}`,
    'scan-partial': `/scans/${scans[2].id}`,
    alerts: '/alerts',
    'alert-rule': `/alerts/rules/${rules[0].id}`,
    'alert-rule-new': '/alerts/rules/new?q=severity:critical%20is:overdue%20colour:red',
    deliveries: '/deliveries',
    delivery: `/deliveries/${deliveries[0].id}`,
    'delivery-open': `/deliveries/${deliveries.find(({ state }) => state === 'queued').id}`,
    compliance: '/compliance',
    framework: '/compliance/cis-aws-7.0',
    'framework-account': `/compliance/fsbp?account=${accounts[0].id}&status=failed,unknown`,
    control: '/compliance/cis-aws-7.0?control=cis-aws-7.0/3.1.1',
    'control-attested': '/compliance/cis-aws-7.0?control=cis-aws-7.0/1.2',
    policies: '/policies',
    'policies-set': '/policies?setting=off,adjusted',
    policy: '/policies/aws-ec2-security-group-closes-admin-ports',
    'policy-settings': `/policies/aws-iam-access-key-is-rotated?account=${accounts[1].id}`,
    exports: '/exports',
    members: '/members',
    invitations: '/members?tab=invitations',
    roles: '/members?tab=roles',
    organisation: '/members?tab=organisation',
    tokens: '/tokens',
    audit: '/audit?outcome=done',
    profile: '/profile',
    system: '/system',
    'system-letters': '/system?tab=deadLetters',
    'not-found': '/no/such/place',
  };
}
