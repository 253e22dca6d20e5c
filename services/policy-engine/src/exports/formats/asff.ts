/** Findings in the AWS Security Finding Format (2018-10-08), as BatchImportFindings of Security Hub takes them, a hundred at a time. */
import type { Finding, Severity } from '@cspmexa/contracts';
import type { ExportedFinding } from '../exported-finding.js';
import { said, type About, type Chunk, type FindingReport } from '../report.js';
import { jsonArray } from './json.js';

const labels: Readonly<Record<Severity, string>> = {
  critical: 'CRITICAL',
  high: 'HIGH',
  medium: 'MEDIUM',
  low: 'LOW',
  info: 'INFORMATIONAL',
};

/** Our kinds that Security Hub has a type for; the others are `Other`. */
const types: Readonly<Record<string, string>> = {
  'aws.s3.bucket': 'AwsS3Bucket',
  'aws.s3.account': 'AwsS3AccountPublicAccessBlock',
  'aws.s3.access-point': 'AwsS3AccessPoint',
  'aws.ec2.instance': 'AwsEc2Instance',
  'aws.ec2.security-group': 'AwsEc2SecurityGroup',
  'aws.ec2.network-interface': 'AwsEc2NetworkInterface',
  'aws.ec2.volume': 'AwsEc2Volume',
  'aws.ec2.elastic-ip': 'AwsEc2Eip',
  'aws.ec2.launch-template': 'AwsEc2LaunchTemplate',
  'aws.ec2.transit-gateway': 'AwsEc2TransitGateway',
  'aws.vpc.vpc': 'AwsEc2Vpc',
  'aws.vpc.subnet': 'AwsEc2Subnet',
  'aws.vpc.network-acl': 'AwsEc2NetworkAcl',
  'aws.vpc.route-table': 'AwsEc2RouteTable',
  'aws.vpc.endpoint-service': 'AwsEc2VpcEndpointService',
  'aws.vpc.peering-connection': 'AwsEc2VpcPeeringConnection',
  'aws.vpc.vpn-connection': 'AwsEc2VpnConnection',
  'aws.iam.account': 'AwsAccount',
  'aws.iam.user': 'AwsIamUser',
  'aws.iam.role': 'AwsIamRole',
  'aws.iam.group': 'AwsIamGroup',
  'aws.iam.policy': 'AwsIamPolicy',
};

/** The region of an account's own resources, by partition, where Security Hub wants one that exists. */
const homes: Readonly<Record<string, string>> = {
  aws: 'us-east-1',
  'aws-us-gov': 'us-gov-west-1',
  'aws-cn': 'cn-north-1',
  'aws-eusc': 'eusc-de-east-1',
};

export const findingsAsff = (report: FindingReport): AsyncGenerator<Chunk> =>
  jsonArray(report, (exported) => securityFindingOf(exported, report));

export function securityFindingOf(exported: ExportedFinding, about: About): Record<string, unknown> {
  const { finding, controls, partition, accountName } = exported;
  const region = finding.region === 'global' ? (homes[partition] ?? 'us-east-1') : finding.region;
  const account = finding.awsAccountId;
  const advice = exported
    .fix()
    ?.steps.map((step) => said(step, about))
    .join(' ');
  const kind = types[finding.resourceKind];
  return {
    SchemaVersion: '2018-10-08',
    Id: `cspmexa/${finding.fingerprint}`,
    ProductArn: `arn:${partition}:securityhub:${region}:${account}:product/${account}/default`,
    ProductName: 'CSPMEXA',
    CompanyName: 'CSPMEXA',
    Region: region,
    GeneratorId: cut(`cspmexa/${finding.policyId}`, 512),
    AwsAccountId: account,
    ...(accountName ? { AwsAccountName: cut(accountName, 128) } : {}),
    Types: ['Software and Configuration Checks/AWS Security Best Practices'],
    FirstObservedAt: finding.openedAt,
    LastObservedAt: finding.changedAt,
    CreatedAt: finding.openedAt,
    UpdatedAt: finding.changedAt,
    Severity: { Label: labels[finding.severity], Original: finding.severity },
    Title: cut(said(finding.title, about), 256),
    Description: cut(said(finding.reason, about) || said(finding.title, about), 1_024),
    ...(advice ? { Remediation: { Recommendation: { Text: cut(advice, 512) } } } : {}),
    ProductFields: {
      'cspmexa/finding': finding.id,
      'cspmexa/policy': finding.policyId,
      ...(finding.discriminator ? { 'cspmexa/discriminator': cut(finding.discriminator, 2_048) } : {}),
      ...(finding.assignee ? { 'cspmexa/assignee': finding.assignee } : {}),
      ...(finding.dueAt ? { 'cspmexa/due': finding.dueAt } : {}),
      ...(finding.resolution ? { 'cspmexa/resolution': finding.resolution } : {}),
    },
    Resources: [
      {
        Type: kind ?? 'Other',
        Id: cut(finding.resourceArn, 512),
        Partition: partition,
        Region: region,
        Details: {
          Other: {
            kind: finding.resourceKind,
            ...(finding.resourceName ? { name: cut(finding.resourceName, 1_023) } : {}),
            ...(finding.resourceArn.length > 512 ? { arn: cut(finding.resourceArn, 1_023) } : {}),
          },
        },
      },
    ],
    Compliance: {
      Status: complianceOf(finding),
      ...(controls.length > 0 ? { RelatedRequirements: controls.slice(0, 32).map(({ id }) => cut(id, 64)) } : {}),
    },
    Workflow: { Status: workflowOf(finding) },
    RecordState: isGone(finding) ? 'ARCHIVED' : 'ACTIVE',
    ...(finding.exception
      ? {
          Note: {
            Text: cut(finding.exception.reason, 512),
            UpdatedBy: cut(finding.exception.approver, 512),
            UpdatedAt: finding.exception.createdAt,
          },
        }
      : {}),
  };
}

function workflowOf({ status, assignee }: Finding): string {
  if (status === 'resolved') return 'RESOLVED';
  if (status === 'excepted') return 'SUPPRESSED';
  return assignee === null ? 'NEW' : 'NOTIFIED';
}

/** Only what was looked at and found repaired has passed. */
function complianceOf({ status, resolution }: Finding): string {
  if (status !== 'resolved') return 'FAILED';
  return resolution === 'fixed' ? 'PASSED' : 'NOT_AVAILABLE';
}

/** What it spoke of is not there, or not looked at, any more. */
const isGone = ({ status, resolution }: Finding): boolean => status === 'resolved' && resolution !== 'fixed';

/** At most so many characters, as Security Hub counts them; what is left out is marked. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  // Half of a pair of surrogates is no character.
  return `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
