// Written by `npm run generate` from the files under aws/. Do not edit.
import type { Policy } from '@cspmexa/policy-kit';
import awsEc2DefaultSecurityGroupIsUnused from './aws/ec2/default-security-group-is-unused.js';
import awsEc2DefaultSecurityGroupRestrictsTraffic from './aws/ec2/default-security-group-restricts-traffic.js';
import awsEc2ElasticIpIsAssociated from './aws/ec2/elastic-ip-is-associated.js';
import awsEc2EnclaveHostIsHardened from './aws/ec2/enclave-host-is-hardened.js';
import awsEc2ImageIsEncrypted from './aws/ec2/image-is-encrypted.js';
import awsEc2ImageIsNotOld from './aws/ec2/image-is-not-old.js';
import awsEc2ImageIsNotPublic from './aws/ec2/image-is-not-public.js';
import awsEc2InstanceHasDetailedMonitoring from './aws/ec2/instance-has-detailed-monitoring.js';
import awsEc2InstanceHasNoPublicIp from './aws/ec2/instance-has-no-public-ip.js';
import awsEc2InstanceHasOneInterface from './aws/ec2/instance-has-one-interface.js';
import awsEc2InstanceHasProfile from './aws/ec2/instance-has-profile.js';
import awsEc2InstanceImageIsNotDeprecated from './aws/ec2/instance-image-is-not-deprecated.js';
import awsEc2InstanceIsNotParavirtual from './aws/ec2/instance-is-not-paravirtual.js';
import awsEc2InstanceIsRenewed from './aws/ec2/instance-is-renewed.js';
import awsEc2InstanceNotStoppedForLong from './aws/ec2/instance-not-stopped-for-long.js';
import awsEc2InstancePortsClosedToInternet from './aws/ec2/instance-ports-closed-to-internet.js';
import awsEc2InstanceRequiresImdsv2 from './aws/ec2/instance-requires-imdsv2.js';
import awsEc2InstanceUserDataHasNoSecrets from './aws/ec2/instance-user-data-has-no-secrets.js';
import awsEc2InstanceWithProfileNotInternetFacing from './aws/ec2/instance-with-profile-not-internet-facing.js';
import awsEc2LaunchTemplateAssignsNoPublicIp from './aws/ec2/launch-template-assigns-no-public-ip.js';
import awsEc2LaunchTemplateEncryptsDisks from './aws/ec2/launch-template-encrypts-disks.js';
import awsEc2LaunchTemplateRequiresImdsv2 from './aws/ec2/launch-template-requires-imdsv2.js';
import awsEc2LaunchTemplateUserDataHasNoSecrets from './aws/ec2/launch-template-user-data-has-no-secrets.js';
import awsEc2NetworkInterfaceIsUsed from './aws/ec2/network-interface-is-used.js';
import awsEc2RegionBlocksPublicImages from './aws/ec2/region-blocks-public-images.js';
import awsEc2RegionBlocksPublicSnapshots from './aws/ec2/region-blocks-public-snapshots.js';
import awsEc2RegionEncryptsVolumesByDefault from './aws/ec2/region-encrypts-volumes-by-default.js';
import awsEc2RegionRequiresImdsv2 from './aws/ec2/region-requires-imdsv2.js';
import awsEc2SecurityGroupHasFewRules from './aws/ec2/security-group-has-few-rules.js';
import awsEc2SecurityGroupIsUsed from './aws/ec2/security-group-is-used.js';
import awsEc2SecurityGroupLimitsPortsForPublicAddresses from './aws/ec2/security-group-limits-ports-for-public-addresses.js';
import awsEc2SecurityGroupNoWidePublicRanges from './aws/ec2/security-group-no-wide-public-ranges.js';
import awsEc2SecurityGroupNotFromLaunchWizard from './aws/ec2/security-group-not-from-launch-wizard.js';
import awsEc2SecurityGroupOpensOnlyWebPorts from './aws/ec2/security-group-opens-only-web-ports.js';
import awsEc2SecurityGroupPortsClosedToInternet from './aws/ec2/security-group-ports-closed-to-internet.js';
import awsEc2SnapshotIsEncrypted from './aws/ec2/snapshot-is-encrypted.js';
import awsEc2SnapshotIsNotOld from './aws/ec2/snapshot-is-not-old.js';
import awsEc2SnapshotIsNotPublic from './aws/ec2/snapshot-is-not-public.js';
import awsEc2TransitGatewayAsksBeforeAttaching from './aws/ec2/transit-gateway-asks-before-attaching.js';
import awsEc2VolumeHasRecentSnapshot from './aws/ec2/volume-has-recent-snapshot.js';
import awsEc2VolumeHasSnapshots from './aws/ec2/volume-has-snapshots.js';
import awsEc2VolumeIsAttached from './aws/ec2/volume-is-attached.js';
import awsEc2VolumeIsEncrypted from './aws/ec2/volume-is-encrypted.js';
import awsIamAccountHasSamlProvider from './aws/iam/account-has-saml-provider.js';
import awsIamAccountHasSecurityAuditRole from './aws/iam/account-has-security-audit-role.js';
import awsIamAccountHasSupportRole from './aws/iam/account-has-support-role.js';
import awsIamAwsPolicyAttachedGrantsNoAdmin from './aws/iam/aws-policy-attached-grants-no-admin.js';
import awsIamCustomerPolicyAttachedGrantsNoAdmin from './aws/iam/customer-policy-attached-grants-no-admin.js';
import awsIamCustomerPolicyLimitsKeyServices from './aws/iam/customer-policy-limits-key-services.js';
import awsIamCustomerPolicyLimitsMarketplace from './aws/iam/customer-policy-limits-marketplace.js';
import awsIamCustomerPolicyNamesActions from './aws/iam/customer-policy-names-actions.js';
import awsIamCustomerPolicyNamesRolesToAssume from './aws/iam/customer-policy-names-roles-to-assume.js';
import awsIamCustomerPolicyPreventsEscalation from './aws/iam/customer-policy-prevents-escalation.js';
import awsIamCustomerPolicyUnattachedGrantsNoAdmin from './aws/iam/customer-policy-unattached-grants-no-admin.js';
import awsIamGroupAdministratorsHaveMfa from './aws/iam/group-administrators-have-mfa.js';
import awsIamGroupHasMembers from './aws/iam/group-has-members.js';
import awsIamGroupHasNoAdministratorAccess from './aws/iam/group-has-no-administrator-access.js';
import awsIamGroupHasNoFullCloudshell from './aws/iam/group-has-no-full-cloudshell.js';
import awsIamGroupHasNoInlinePolicies from './aws/iam/group-has-no-inline-policies.js';
import awsIamGroupInlineAllowsNoEscalation from './aws/iam/group-inline-allows-no-escalation.js';
import awsIamGroupInlineGrantsNoAdmin from './aws/iam/group-inline-grants-no-admin.js';
import awsIamGroupInlineGrantsNoFullAccess from './aws/iam/group-inline-grants-no-full-access.js';
import awsIamGroupInlineLimitsMarketplace from './aws/iam/group-inline-limits-marketplace.js';
import awsIamPasswordPolicyIsStrong from './aws/iam/password-policy-is-strong.js';
import awsIamRegionHasAccessAnalyzer from './aws/iam/region-has-access-analyzer.js';
import awsIamRoleCrossAccountGuarded from './aws/iam/role-cross-account-guarded.js';
import awsIamRoleFederationIsNarrow from './aws/iam/role-federation-is-narrow.js';
import awsIamRoleHasNoAdministratorAccess from './aws/iam/role-has-no-administrator-access.js';
import awsIamRoleHasNoFullCloudshell from './aws/iam/role-has-no-full-cloudshell.js';
import awsIamRoleInlineAllowsNoEscalation from './aws/iam/role-inline-allows-no-escalation.js';
import awsIamRoleInlineGrantsNoAdmin from './aws/iam/role-inline-grants-no-admin.js';
import awsIamRoleInlineGrantsNoFullAccess from './aws/iam/role-inline-grants-no-full-access.js';
import awsIamRoleInlineLimitsMarketplace from './aws/iam/role-inline-limits-marketplace.js';
import awsIamRoleIsUsed from './aws/iam/role-is-used.js';
import awsIamRoleReadOnlyStaysInAccount from './aws/iam/role-read-only-stays-in-account.js';
import awsIamRoleServiceTrustNamesSource from './aws/iam/role-service-trust-names-source.js';
import awsIamRoleTrustNotPublic from './aws/iam/role-trust-not-public.js';
import awsIamRootHasHardwareMfa from './aws/iam/root-has-hardware-mfa.js';
import awsIamRootHasMfa from './aws/iam/root-has-mfa.js';
import awsIamRootHasNoAccessKeys from './aws/iam/root-has-no-access-keys.js';
import awsIamRootHasNoSigningCertificates from './aws/iam/root-has-no-signing-certificates.js';
import awsIamRootManagedByOrganization from './aws/iam/root-managed-by-organization.js';
import awsIamRootNotUsedRecently from './aws/iam/root-not-used-recently.js';
import awsIamSamlProviderNotExpired from './aws/iam/saml-provider-not-expired.js';
import awsIamServerCertificateNotExpired from './aws/iam/server-certificate-not-expired.js';
import awsIamUserConsoleHasHardwareMfa from './aws/iam/user-console-has-hardware-mfa.js';
import awsIamUserConsoleHasMfa from './aws/iam/user-console-has-mfa.js';
import awsIamUserConsoleHasNoSpareKey from './aws/iam/user-console-has-no-spare-key.js';
import awsIamUserConsoleInUse from './aws/iam/user-console-in-use.js';
import awsIamUserGetsPoliciesByGroups from './aws/iam/user-gets-policies-by-groups.js';
import awsIamUserHasNoAdministratorAccess from './aws/iam/user-has-no-administrator-access.js';
import awsIamUserHasNoFullCloudshell from './aws/iam/user-has-no-full-cloudshell.js';
import awsIamUserHasOneActiveKey from './aws/iam/user-has-one-active-key.js';
import awsIamUserHasPasswordOrKeys from './aws/iam/user-has-password-or-keys.js';
import awsIamUserHasPermissions from './aws/iam/user-has-permissions.js';
import awsIamUserInlineAllowsNoEscalation from './aws/iam/user-inline-allows-no-escalation.js';
import awsIamUserInlineGrantsNoAdmin from './aws/iam/user-inline-grants-no-admin.js';
import awsIamUserInlineGrantsNoFullAccess from './aws/iam/user-inline-grants-no-full-access.js';
import awsIamUserInlineLimitsMarketplace from './aws/iam/user-inline-limits-marketplace.js';
import awsIamUserKeysInUse from './aws/iam/user-keys-in-use.js';
import awsIamUserKeysRotated from './aws/iam/user-keys-rotated.js';
import awsIamUserWorksWithTemporaryCredentials from './aws/iam/user-works-with-temporary-credentials.js';
import awsS3AccessPointBlocksPublicAccess from './aws/s3/access-point-blocks-public-access.js';
import awsS3AccountBlocksPublicAccess from './aws/s3/account-blocks-public-access.js';
import awsS3BucketAclsDisabled from './aws/s3/bucket-acls-disabled.js';
import awsS3BucketAsksMfaToDelete from './aws/s3/bucket-asks-mfa-to-delete.js';
import awsS3BucketBlocksPublicAccess from './aws/s3/bucket-blocks-public-access.js';
import awsS3BucketDeniesHttp from './aws/s3/bucket-denies-http.js';
import awsS3BucketDeniesPublicAccess from './aws/s3/bucket-denies-public-access.js';
import awsS3BucketEncryptedByDefault from './aws/s3/bucket-encrypted-by-default.js';
import awsS3BucketEncryptedWithKms from './aws/s3/bucket-encrypted-with-kms.js';
import awsS3BucketHasLifecycle from './aws/s3/bucket-has-lifecycle.js';
import awsS3BucketHasTags from './aws/s3/bucket-has-tags.js';
import awsS3BucketHostsNoWebsite from './aws/s3/bucket-hosts-no-website.js';
import awsS3BucketKeepsPermissionsInAccount from './aws/s3/bucket-keeps-permissions-in-account.js';
import awsS3BucketLocksObjects from './aws/s3/bucket-locks-objects.js';
import awsS3BucketLogsAccess from './aws/s3/bucket-logs-access.js';
import awsS3BucketNameHasNoDots from './aws/s3/bucket-name-has-no-dots.js';
import awsS3BucketNotSharedWithOtherAccounts from './aws/s3/bucket-not-shared-with-other-accounts.js';
import awsS3BucketNotifiesEvents from './aws/s3/bucket-notifies-events.js';
import awsS3BucketRefusesUnencryptedUploads from './aws/s3/bucket-refuses-unencrypted-uploads.js';
import awsS3BucketReplicatedToAnotherRegion from './aws/s3/bucket-replicated-to-another-region.js';
import awsS3BucketVersioned from './aws/s3/bucket-versioned.js';
import awsS3MultiRegionAccessPointBlocksPublicAccess from './aws/s3/multi-region-access-point-blocks-public-access.js';
import awsS3VersionedBucketHasLifecycle from './aws/s3/versioned-bucket-has-lifecycle.js';
import awsVpcDefaultVpcIsUnused from './aws/vpc/default-vpc-is-unused.js';
import awsVpcEndpointInSeveralZones from './aws/vpc/endpoint-in-several-zones.js';
import awsVpcEndpointPolicyTrustsKnownAccounts from './aws/vpc/endpoint-policy-trusts-known-accounts.js';
import awsVpcEndpointServiceAsksBeforeAccepting from './aws/vpc/endpoint-service-asks-before-accepting.js';
import awsVpcEndpointServiceTrustsKnownAccounts from './aws/vpc/endpoint-service-trusts-known-accounts.js';
import awsVpcFlowLogsEnabled from './aws/vpc/flow-logs-enabled.js';
import awsVpcHasPrivateSubnets from './aws/vpc/has-private-subnets.js';
import awsVpcInternetGatewayIsAttached from './aws/vpc/internet-gateway-is-attached.js';
import awsVpcIsNotTheDefault from './aws/vpc/is-not-the-default.js';
import awsVpcNetworkAclIsUsed from './aws/vpc/network-acl-is-used.js';
import awsVpcNetworkAclPortsClosedToInternet from './aws/vpc/network-acl-ports-closed-to-internet.js';
import awsVpcPeeringRoutesAreNarrow from './aws/vpc/peering-routes-are-narrow.js';
import awsVpcReachesServicesPrivately from './aws/vpc/reaches-services-privately.js';
import awsVpcSubnetAssignsNoPublicIp from './aws/vpc/subnet-assigns-no-public-ip.js';
import awsVpcSubnetsInSeveralZones from './aws/vpc/subnets-in-several-zones.js';
import awsVpcVpnTunnelsUp from './aws/vpc/vpn-tunnels-up.js';

/** Every policy, in the order of its id. */
export const policyList: readonly Policy[] = [
  awsEc2DefaultSecurityGroupIsUnused,
  awsEc2DefaultSecurityGroupRestrictsTraffic,
  awsEc2ElasticIpIsAssociated,
  awsEc2EnclaveHostIsHardened,
  awsEc2ImageIsEncrypted,
  awsEc2ImageIsNotOld,
  awsEc2ImageIsNotPublic,
  awsEc2InstanceHasDetailedMonitoring,
  awsEc2InstanceHasNoPublicIp,
  awsEc2InstanceHasOneInterface,
  awsEc2InstanceHasProfile,
  awsEc2InstanceImageIsNotDeprecated,
  awsEc2InstanceIsNotParavirtual,
  awsEc2InstanceIsRenewed,
  awsEc2InstanceNotStoppedForLong,
  awsEc2InstancePortsClosedToInternet,
  awsEc2InstanceRequiresImdsv2,
  awsEc2InstanceUserDataHasNoSecrets,
  awsEc2InstanceWithProfileNotInternetFacing,
  awsEc2LaunchTemplateAssignsNoPublicIp,
  awsEc2LaunchTemplateEncryptsDisks,
  awsEc2LaunchTemplateRequiresImdsv2,
  awsEc2LaunchTemplateUserDataHasNoSecrets,
  awsEc2NetworkInterfaceIsUsed,
  awsEc2RegionBlocksPublicImages,
  awsEc2RegionBlocksPublicSnapshots,
  awsEc2RegionEncryptsVolumesByDefault,
  awsEc2RegionRequiresImdsv2,
  awsEc2SecurityGroupHasFewRules,
  awsEc2SecurityGroupIsUsed,
  awsEc2SecurityGroupLimitsPortsForPublicAddresses,
  awsEc2SecurityGroupNoWidePublicRanges,
  awsEc2SecurityGroupNotFromLaunchWizard,
  awsEc2SecurityGroupOpensOnlyWebPorts,
  awsEc2SecurityGroupPortsClosedToInternet,
  awsEc2SnapshotIsEncrypted,
  awsEc2SnapshotIsNotOld,
  awsEc2SnapshotIsNotPublic,
  awsEc2TransitGatewayAsksBeforeAttaching,
  awsEc2VolumeHasRecentSnapshot,
  awsEc2VolumeHasSnapshots,
  awsEc2VolumeIsAttached,
  awsEc2VolumeIsEncrypted,
  awsIamAccountHasSamlProvider,
  awsIamAccountHasSecurityAuditRole,
  awsIamAccountHasSupportRole,
  awsIamAwsPolicyAttachedGrantsNoAdmin,
  awsIamCustomerPolicyAttachedGrantsNoAdmin,
  awsIamCustomerPolicyLimitsKeyServices,
  awsIamCustomerPolicyLimitsMarketplace,
  awsIamCustomerPolicyNamesActions,
  awsIamCustomerPolicyNamesRolesToAssume,
  awsIamCustomerPolicyPreventsEscalation,
  awsIamCustomerPolicyUnattachedGrantsNoAdmin,
  awsIamGroupAdministratorsHaveMfa,
  awsIamGroupHasMembers,
  awsIamGroupHasNoAdministratorAccess,
  awsIamGroupHasNoFullCloudshell,
  awsIamGroupHasNoInlinePolicies,
  awsIamGroupInlineAllowsNoEscalation,
  awsIamGroupInlineGrantsNoAdmin,
  awsIamGroupInlineGrantsNoFullAccess,
  awsIamGroupInlineLimitsMarketplace,
  awsIamPasswordPolicyIsStrong,
  awsIamRegionHasAccessAnalyzer,
  awsIamRoleCrossAccountGuarded,
  awsIamRoleFederationIsNarrow,
  awsIamRoleHasNoAdministratorAccess,
  awsIamRoleHasNoFullCloudshell,
  awsIamRoleInlineAllowsNoEscalation,
  awsIamRoleInlineGrantsNoAdmin,
  awsIamRoleInlineGrantsNoFullAccess,
  awsIamRoleInlineLimitsMarketplace,
  awsIamRoleIsUsed,
  awsIamRoleReadOnlyStaysInAccount,
  awsIamRoleServiceTrustNamesSource,
  awsIamRoleTrustNotPublic,
  awsIamRootHasHardwareMfa,
  awsIamRootHasMfa,
  awsIamRootHasNoAccessKeys,
  awsIamRootHasNoSigningCertificates,
  awsIamRootManagedByOrganization,
  awsIamRootNotUsedRecently,
  awsIamSamlProviderNotExpired,
  awsIamServerCertificateNotExpired,
  awsIamUserConsoleHasHardwareMfa,
  awsIamUserConsoleHasMfa,
  awsIamUserConsoleHasNoSpareKey,
  awsIamUserConsoleInUse,
  awsIamUserGetsPoliciesByGroups,
  awsIamUserHasNoAdministratorAccess,
  awsIamUserHasNoFullCloudshell,
  awsIamUserHasOneActiveKey,
  awsIamUserHasPasswordOrKeys,
  awsIamUserHasPermissions,
  awsIamUserInlineAllowsNoEscalation,
  awsIamUserInlineGrantsNoAdmin,
  awsIamUserInlineGrantsNoFullAccess,
  awsIamUserInlineLimitsMarketplace,
  awsIamUserKeysInUse,
  awsIamUserKeysRotated,
  awsIamUserWorksWithTemporaryCredentials,
  awsS3AccessPointBlocksPublicAccess,
  awsS3AccountBlocksPublicAccess,
  awsS3BucketAclsDisabled,
  awsS3BucketAsksMfaToDelete,
  awsS3BucketBlocksPublicAccess,
  awsS3BucketDeniesHttp,
  awsS3BucketDeniesPublicAccess,
  awsS3BucketEncryptedByDefault,
  awsS3BucketEncryptedWithKms,
  awsS3BucketHasLifecycle,
  awsS3BucketHasTags,
  awsS3BucketHostsNoWebsite,
  awsS3BucketKeepsPermissionsInAccount,
  awsS3BucketLocksObjects,
  awsS3BucketLogsAccess,
  awsS3BucketNameHasNoDots,
  awsS3BucketNotSharedWithOtherAccounts,
  awsS3BucketNotifiesEvents,
  awsS3BucketRefusesUnencryptedUploads,
  awsS3BucketReplicatedToAnotherRegion,
  awsS3BucketVersioned,
  awsS3MultiRegionAccessPointBlocksPublicAccess,
  awsS3VersionedBucketHasLifecycle,
  awsVpcDefaultVpcIsUnused,
  awsVpcEndpointInSeveralZones,
  awsVpcEndpointPolicyTrustsKnownAccounts,
  awsVpcEndpointServiceAsksBeforeAccepting,
  awsVpcEndpointServiceTrustsKnownAccounts,
  awsVpcFlowLogsEnabled,
  awsVpcHasPrivateSubnets,
  awsVpcInternetGatewayIsAttached,
  awsVpcIsNotTheDefault,
  awsVpcNetworkAclIsUsed,
  awsVpcNetworkAclPortsClosedToInternet,
  awsVpcPeeringRoutesAreNarrow,
  awsVpcReachesServicesPrivately,
  awsVpcSubnetAssignsNoPublicIp,
  awsVpcSubnetsInSeveralZones,
  awsVpcVpnTunnelsUp,
];
