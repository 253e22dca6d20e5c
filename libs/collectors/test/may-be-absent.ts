/**
 * What AWS leaves out of its answers, or sends empty, when there is nothing to say. Everything else has to be there:
 * without it the facet is unknown. Taken from AWS's API reference; where a server that imitates AWS is laxer, the
 * comment says so.
 */
const byOperation: Readonly<Record<string, readonly string[]>> = {
  DescribeAddresses: ['instanceId', 'associationId', 'networkInterfaceId'],
  // A blank device, or one that is left out of the image, has no snapshot and no encryption.
  DescribeImages: ['name', 'ebs', 'snapshotId', 'encrypted', 'deprecationTime'],
  DescribeInstanceAttribute: ['userData', 'value'],
  // Servers that imitate AWS omit the enclave options.
  DescribeInstances: [
    ...[
      'imageId',
      'subnetId',
      'vpcId',
      'dnsName',
      'ipAddress',
      'keyName',
      'reason',
      'iamInstanceProfile',
      'association',
      'publicIp',
    ],
    ...['enclaveOptions', 'nextToken'],
  ],
  DescribeKeyPairs: ['keyType', 'createTime'],
  DescribeLaunchTemplateVersions: [
    ...[
      'metadataOptions',
      'httpTokens',
      'httpPutResponseHopLimit',
      'httpEndpoint',
      'networkInterfaceSet',
      'networkInterfaceId',
      'userData',
    ],
    ...['associatePublicIpAddress', 'blockDeviceMappingSet', 'deviceName', 'ebs', 'encrypted'],
  ],
  DescribeNetworkInterfaces: [
    'subnetId',
    'vpcId',
    'association',
    'publicIp',
    'attachment',
    'instanceId',
    'requesterId',
  ],
  GetInstanceMetadataDefaults: ['accountLevel', 'httpTokens', 'httpPutResponseHopLimit', 'httpEndpoint'],
  DescribeSecurityGroups: ['vpcId', 'userId', 'groupId'],
  DescribeSnapshots: ['volumeId', 'kmsKeyId'],
  DescribeVolumes: ['instanceId', 'kmsKeyId', 'nextToken'],
  GetAccountPasswordPolicy: ['PasswordReusePrevention', 'HardExpiry'],
  // Servers that imitate AWS omit the count of uses as a boundary.
  GetAccountAuthorizationDetails: [
    ...[
      'CreateDate',
      'PermissionsBoundary',
      'RoleLastUsed',
      'LastUsedDate',
      'Region',
      'UserPolicyList',
      'PermissionsBoundaryUsageCount',
    ],
  ],
  ListAccessPoints: ['NextToken'],
  ListAnalyzers: ['nextToken'],
  ListBuckets: ['ContinuationToken', 'CreationDate'],
  GetBucketEncryption: ['KMSMasterKeyID', 'BucketKeyEnabled'],
  GetBucketLifecycleConfiguration: [
    ...['ID', 'Expiration', 'Transition', 'NoncurrentVersionExpiration', 'AbortIncompleteMultipartUpload'],
  ],
  GetBucketLogging: ['LoggingEnabled', 'TargetPrefix'],
  GetBucketNotificationConfiguration: ['EventBridgeConfiguration'],
  // A document is the customer's text: AWS checks its grammar, and policies judge what it says.
  GetBucketPolicy: ['Version', 'Principal', 'Resource'],
  GetBucketReplication: ['ID'],
  GetBucketTagging: ['Value'],
  GetBucketVersioning: ['MfaDelete'],
  GetObjectLockConfiguration: ['Rule'],
  DescribeVpcPeeringConnections: ['vpcId', 'cidrBlockSet', 'cidrBlock'],
  DescribeRouteTables: ['subnetId', 'egressOnlyInternetGatewayId'],
  DescribeSubnets: ['cidrBlock', 'availabilityZone'],
  DescribeFlowLogs: ['deliverLogsStatus'],
  DescribeVpcs: ['cidrBlock'],
};

/** True if an answer without that element is one that AWS gives. */
export const mayBeAbsent = (operation: string, element: string): boolean =>
  byOperation[operation]?.includes(element) ?? false;
