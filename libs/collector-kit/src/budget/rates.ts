/** What AWS publishes about how fast its APIs may be called. */

/** A token bucket: how many calls it holds, and how many come back each second. */
export interface Rate {
  readonly size: number;
  readonly refill: number;
}

/**
 * EC2's request token buckets for actions that only read, one for each account, region and action. Seven of them
 * (`DescribeInstances`, `DescribeInstanceStatus`, `DescribeNetworkInterfaces`, `DescribeSecurityGroups`,
 * `DescribeSnapshots`, `DescribeSpotInstanceRequests`, `DescribeVolumes`) have half of that when they are asked neither
 * for a page nor with a filter, which collectors never do.
 * @see https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
 */
const ec2Reading: Rate = { size: 100, refill: 20 };
const ec2Exceptions: Readonly<Record<string, Rate>> = {
  DescribeAggregateIdFormat: { size: 10, refill: 10 },
  DescribeByoipCidrs: { size: 1, refill: 0.5 },
  DescribeCapacityBlockExtensionOfferings: { size: 10, refill: 0.15 },
  DescribeCapacityBlockOfferings: { size: 10, refill: 0.15 },
  DescribeDeclarativePoliciesReports: { size: 5, refill: 5 },
  DescribeHostReservationOfferings: { size: 5, refill: 2 },
  DescribeHostReservations: { size: 5, refill: 2 },
  DescribeIdFormat: { size: 10, refill: 10 },
  DescribeIdentityIdFormat: { size: 10, refill: 10 },
  DescribeInstanceTopology: { size: 1, refill: 1 },
  DescribeMovingAddresses: { size: 1, refill: 1 },
  DescribePrincipalIdFormat: { size: 10, refill: 10 },
  DescribeReservedInstancesOfferings: { size: 10, refill: 10 },
  DescribeSecurityGroupReferences: { size: 20, refill: 5 },
  DescribeSpotDatafeedSubscription: { size: 100, refill: 13 },
  DescribeSpotFleetInstances: { size: 100, refill: 5 },
  DescribeSpotFleetRequestHistory: { size: 100, refill: 5 },
  DescribeSpotFleetRequests: { size: 50, refill: 3 },
  DescribeStaleSecurityGroups: { size: 20, refill: 5 },
  DescribeStoreImageTasks: { size: 50, refill: 0.5 },
  DescribeVerifiedAccessInstanceLoggingConfigurations: { size: 10, refill: 2 },
  GetAssociatedEnclaveCertificateIamRoles: { size: 10, refill: 1 },
  GetDeclarativePoliciesReportSummary: { size: 5, refill: 5 },
  GetHostReservationPurchasePreview: { size: 5, refill: 2 },
};

/**
 * STS allows 600 requests a second for each account and region, made with AWS credentials, for all of its actions
 * together.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const sts: Rate = { size: 600, refill: 600 };

/** The published rate of an IAM action; undefined where AWS publishes none (S3's settings, IAM, Access Analyzer). */
export function publishedRate(action: string): Rate | undefined {
  const [service, operation = ''] = action.split(':');
  if (service === 'sts') return sts;
  if (service !== 'ec2' || !/^(Describe|Get|List|Search)[A-Z]/.test(operation)) return undefined;
  return (Object.hasOwn(ec2Exceptions, operation) ? ec2Exceptions[operation] : undefined) ?? ec2Reading;
}

/**
 * The part of a rate that may be used: `percent` of what comes back, for as long as one likes, and twice that share of
 * what has piled up meanwhile, since it piles up only while nobody needs it. @param percent 1 to 100.
 */
export function shareOf(rate: Rate | undefined, percent: number): Rate | undefined {
  if (!rate) return undefined;
  return {
    size: Math.max(1, Math.min(rate.size, (rate.size * percent * 2) / 100)),
    refill: (rate.refill * percent) / 100,
  };
}
