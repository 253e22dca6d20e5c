/** What an action does: list names, read content or settings, write content or settings, or change who may do what. */
export type AccessLevel = 'list' | 'read' | 'write' | 'permissions';

/** What an S3 action acts on. `other`: the account, an access point, a job, a storage lens: not a bucket or its objects. */
export type S3Target = 'bucket' | 'object' | 'other';

export interface S3Action {
  readonly name: string;
  readonly level: AccessLevel;
  readonly target: S3Target;
}

const table: Readonly<Record<S3Target, Readonly<Record<AccessLevel, string>>>> = {
  bucket: {
    list: `ListBucket ListBucketMultipartUploads ListBucketVersions`,
    read: `GetAccelerateConfiguration GetAnalyticsConfiguration GetBucketAcl GetBucketAbac GetBucketCORS GetBucketLocation GetBucketLogging
      GetBucketMetadataTableConfiguration GetBucketNotification GetBucketObjectLockConfiguration GetBucketOwnershipControls GetBucketPolicy
      GetBucketPolicyStatus GetBucketPublicAccessBlock GetBucketRequestPayment GetBucketTagging GetBucketVersioning GetBucketWebsite
      GetEncryptionConfiguration GetIntelligentTieringConfiguration GetInventoryConfiguration GetLifecycleConfiguration
      GetMetricsConfiguration GetReplicationConfiguration ListTagsForResource`,
    write: `CreateBucket CreateBucketMetadataTableConfiguration DeleteBucket DeleteBucketMetadataTableConfiguration DeleteBucketWebsite
      PauseReplication PutAccelerateConfiguration PutAnalyticsConfiguration PutBucketCORS PutBucketLogging PutBucketNotification
      PutBucketObjectLockConfiguration PutBucketRequestPayment PutBucketVersioning PutBucketWebsite PutEncryptionConfiguration
      PutIntelligentTieringConfiguration PutInventoryConfiguration PutLifecycleConfiguration PutMetricsConfiguration
      PutReplicationConfiguration UpdateBucketMetadataInventoryTableConfiguration UpdateBucketMetadataJournalTableConfiguration
      PutBucketTagging TagResource UntagResource PutBucketAbac`,
    permissions: `DeleteBucketPolicy PutBucketAcl PutBucketOwnershipControls PutBucketPolicy PutBucketPublicAccessBlock`,
  },
  object: {
    list: `ListMultipartUploadParts`,
    read: `GetObject GetObjectAcl GetObjectAttributes GetObjectLegalHold GetObjectRetention GetObjectTagging GetObjectTorrent GetObjectVersion
      GetObjectVersionAcl GetObjectVersionAttributes GetObjectVersionForReplication GetObjectVersionTagging GetObjectVersionTorrent`,
    write: `AbortMultipartUpload DeleteObject DeleteObjectTagging DeleteObjectVersion DeleteObjectVersionTagging InitiateReplication PutObject
      PutObjectLegalHold PutObjectRetention PutObjectTagging PutObjectVersionTagging ReplicateDelete ReplicateObject ReplicateTags
      RestoreObject UpdateObjectEncryption`,
    permissions: `BypassGovernanceRetention ObjectOwnerOverrideToBucketOwner PutObjectAcl PutObjectVersionAcl`,
  },
  other: {
    list: `ListAccessGrants ListAccessGrantsInstances ListAccessGrantsLocations ListAccessPoints ListAccessPointsForObjectLambda
      ListAllMyBuckets ListCallerAccessGrants ListJobs ListMultiRegionAccessPoints ListStorageLensConfigurations ListStorageLensGroups`,
    read: `DescribeJob DescribeMultiRegionAccessPointOperation GetAccessGrant GetAccessGrantsInstance GetAccessGrantsInstanceForPrefix
      GetAccessGrantsInstanceResourcePolicy GetAccessGrantsLocation GetAccessPoint GetAccessPointConfigurationForObjectLambda
      GetAccessPointForObjectLambda GetAccessPointPolicy GetAccessPointPolicyForObjectLambda GetAccessPointPolicyStatus
      GetAccessPointPolicyStatusForObjectLambda GetAccountPublicAccessBlock GetDataAccess GetJobTagging GetMultiRegionAccessPoint
      GetMultiRegionAccessPointPolicy GetMultiRegionAccessPointPolicyStatus GetMultiRegionAccessPointRoutes GetStorageLensConfiguration
      GetStorageLensConfigurationTagging GetStorageLensDashboard GetStorageLensGroup`,
    write: `CreateAccessGrantsInstance CreateAccessGrantsLocation CreateAccessPoint CreateAccessPointForObjectLambda CreateJob
      CreateMultiRegionAccessPoint CreateStorageLensGroup DeleteAccessGrantsInstance DeleteAccessGrantsLocation DeleteAccessPoint
      DeleteAccessPointForObjectLambda DeleteJobTagging DeleteMultiRegionAccessPoint DeleteStorageLensConfiguration
      DeleteStorageLensConfigurationTagging DeleteStorageLensGroup DissociateAccessGrantsIdentityCenter PutAccessPointConfigurationForObjectLambda
      PutJobTagging PutStorageLensConfiguration PutStorageLensConfigurationTagging SubmitMultiRegionAccessPointRoutes UpdateJobPriority
      UpdateJobStatus UpdateStorageLensGroup AssociateAccessGrantsIdentityCenter UpdateAccessGrantsLocation`,
    permissions: `CreateAccessGrant DeleteAccessGrant DeleteAccessGrantsInstanceResourcePolicy DeleteAccessPointPolicy
      DeleteAccessPointPolicyForObjectLambda PutAccessGrantsInstanceResourcePolicy PutAccessPointPolicy PutAccessPointPolicyForObjectLambda
      PutAccessPointPublicAccessBlock PutAccountPublicAccessBlock PutMultiRegionAccessPointPolicy`,
  },
};

const targets: readonly S3Target[] = ['bucket', 'object', 'other'];
const levels: readonly AccessLevel[] = ['list', 'read', 'write', 'permissions'];

/** The actions of S3 as the service authorization reference lists them, sorted by name. */
export const s3Actions: readonly S3Action[] = targets
  .flatMap((target) =>
    levels.flatMap((level) =>
      table[target][level].split(/\s+/).map((name): S3Action => ({ name: `s3:${name}`, level, target })),
    ),
  )
  .sort((a, b) => (a.name < b.name ? -1 : 1));
