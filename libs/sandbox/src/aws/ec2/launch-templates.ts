import {
  KeyPairInfo$,
  LaunchTemplate$,
  LaunchTemplateVersion$,
  type DescribeLaunchTemplateVersionsRequest,
  type DescribeLaunchTemplateVersionsResult,
  type LaunchTemplateVersion,
} from '@aws-sdk/client-ec2';
import type { Ec2Context, Handlers } from '../context.js';
import { AwsError, ec2NotFound } from '../errors.js';
import { describe, listingHandler } from './describe.js';
import type { LaunchTemplateRecord } from './state.js';

const NO_TEMPLATE = { code: 'InvalidLaunchTemplateId.NotFound', noun: 'launch template' };

function templatesAsked(call: Ec2Context, input: DescribeLaunchTemplateVersionsRequest): LaunchTemplateRecord[] {
  const all = [...call.ec2.launchTemplates.values()];
  const { LaunchTemplateId: id, LaunchTemplateName: name } = input;
  if (id === undefined && name === undefined) return all;
  const found = all.filter(({ template }) => template.LaunchTemplateId === id || template.LaunchTemplateName === name);
  if (found.length === 0 && id !== undefined) throw ec2NotFound(NO_TEMPLATE.code, NO_TEMPLATE.noun, [id]);
  if (found.length === 0) {
    const message = 'At least one of the launch templates specified in the request does not exist.';
    throw new AwsError('InvalidLaunchTemplateName.NotFoundException', message);
  }
  return found;
}

/** The versions asked for by number or as `$Latest` and `$Default`, which must be said when no template is named. */
function describeVersions(
  call: Ec2Context,
  input: DescribeLaunchTemplateVersionsRequest,
): DescribeLaunchTemplateVersionsResult {
  const named = input.LaunchTemplateId !== undefined || input.LaunchTemplateName !== undefined;
  const wanted = input.Versions ?? [];
  if (!named && !wanted.every((version) => version === '$Latest' || version === '$Default')) {
    throw new AwsError('MissingParameter', 'Either a launch template ID or a launch template name must be specified');
  }
  if (!named && wanted.length === 0) {
    throw new AwsError('MissingParameter', 'Either a launch template ID or a launch template name must be specified');
  }
  const versions = templatesAsked(call, input).flatMap(({ template, versions: all }) =>
    all.filter((version) => wanted.length === 0 || wanted.some((each) => isVersion(each, version, template))),
  );
  const page = describe(call, versions, undefined, input, {
    schema: LaunchTemplateVersion$,
    id: (version) => version.LaunchTemplateId,
    notFound: NO_TEMPLATE,
    pageRange: [1, 200],
  });
  return { LaunchTemplateVersions: page.items, NextToken: page.next };
}

function isVersion(
  wanted: string,
  version: LaunchTemplateVersion,
  template: LaunchTemplateRecord['template'],
): boolean {
  if (wanted === '$Latest') return version.VersionNumber === template.LatestVersionNumber;
  if (wanted === '$Default') return version.VersionNumber === template.DefaultVersionNumber;
  return String(version.VersionNumber) === wanted;
}

/** Operations that read launch templates and key pairs. */
export const launchReads: Handlers<Ec2Context> = {
  DescribeLaunchTemplates: listingHandler(
    (call) => [...call.ec2.launchTemplates.values()].map((record) => record.template),
    'LaunchTemplates',
    'LaunchTemplateIds',
    {
      schema: LaunchTemplate$,
      id: (template) => template.LaunchTemplateId,
      notFound: NO_TEMPLATE,
      pageRange: [1, 200],
    },
  ),
  DescribeLaunchTemplateVersions: describeVersions,
  DescribeKeyPairs: listingHandler((call) => call.ec2.keyPairs.values(), 'KeyPairs', 'KeyPairIds', {
    schema: KeyPairInfo$,
    id: (pair) => pair.KeyPairId,
    notFound: { code: 'InvalidKeyPair.NotFound', noun: 'key pair' },
    filters: { fingerprint: (pair) => pair.KeyFingerprint },
    paged: false,
  }),
};
