import {
  DescribeLaunchTemplatesCommand,
  DescribeLaunchTemplateVersionsCommand,
  type LaunchTemplate,
  type LaunchTemplateVersion,
} from '@aws-sdk/client-ec2';
import {
  defineCollector,
  defineSource,
  fromCall,
  legible,
  malformed,
  tagsOf,
  wholeOf,
  type Aws,
} from '@cspmexa/collector-kit';
import { Ec2LaunchTemplate } from '@cspmexa/resources';
import { describe } from './sources/describe.js';
import { userDataText } from './sources/user-data.js';

const action = 'ec2:DescribeLaunchTemplateVersions';
const Versions = ['$Default', '$Latest'];

/** The versions of every template: AWS gives them all when no template is named. */
const versionsOfAll = describe(
  action,
  200,
  (ec2, page, options) => ec2.send(new DescribeLaunchTemplateVersionsCommand({ ...page, Versions }), options),
  ({ LaunchTemplateVersions }) => LaunchTemplateVersions,
);

const byTemplate = defineSource<ReadonlyMap<string, readonly LaunchTemplateVersion[]>>({
  actions: [action],
  load: async (aws) => {
    const { items, hole } = await aws.load(versionsOfAll);
    const byId = new Map<string, LaunchTemplateVersion[]>();
    // After a failure each template is asked for by itself, and says why if that fails as well.
    if (hole || items.some(({ LaunchTemplateId }) => typeof LaunchTemplateId !== 'string')) return byId;
    for (const version of items) {
      const id = version.LaunchTemplateId ?? '';
      byId.set(id, [...(byId.get(id) ?? []), version]);
    }
    return byId;
  },
});

async function versionsOf(aws: Aws, { LaunchTemplateId }: LaunchTemplate): Promise<readonly LaunchTemplateVersion[]> {
  const found = (await aws.load(byTemplate)).get(LaunchTemplateId ?? '');
  if (found) return found;
  return wholeOf(
    await aws.list(
      action,
      (NextToken, options) => {
        const input = { LaunchTemplateId, Versions, ...(NextToken === undefined ? {} : { NextToken }) };
        return aws.clients.ec2(aws.place.region).send(new DescribeLaunchTemplateVersionsCommand(input), options);
      },
      ({ LaunchTemplateVersions, NextToken }) => ({ items: LaunchTemplateVersions, next: NextToken }),
    ),
  );
}

/** True if any interface gets a public address, null if none says. */
const publicIpOf = (answers: readonly (boolean | undefined)[]): boolean | null =>
  answers.includes(true) ? true : answers.includes(false) ? false : null;

function versionOf({ VersionNumber, DefaultVersion, LaunchTemplateData: data }: LaunchTemplateVersion) {
  if (!data || Object.keys(data).length === 0) throw malformed(action, 'A version has no content.');
  const { MetadataOptions, NetworkInterfaces = [], BlockDeviceMappings = [] } = data;
  return {
    version: VersionNumber,
    isDefault: DefaultVersion,
    metadataOptions: MetadataOptions
      ? {
          httpEndpoint: MetadataOptions.HttpEndpoint ?? null,
          httpTokens: MetadataOptions.HttpTokens ?? null,
          hopLimit: MetadataOptions.HttpPutResponseHopLimit ?? null,
        }
      : null,
    publicIp: publicIpOf(NetworkInterfaces.map(({ AssociatePublicIpAddress }) => legible(AssociatePublicIpAddress))),
    interfaceIds: NetworkInterfaces.flatMap(({ NetworkInterfaceId }) =>
      NetworkInterfaceId ? [NetworkInterfaceId] : [],
    ),
    encryptedDisks: BlockDeviceMappings.flatMap(({ DeviceName, Ebs }) =>
      Ebs ? [{ device: DeviceName ?? null, encrypted: Ebs.Encrypted ?? null }] : [],
    ),
    userData: userDataText(data.UserData),
  };
}

export const ec2LaunchTemplate = defineCollector<LaunchTemplate>()({
  collects: Ec2LaunchTemplate,
  list: describe(
    'ec2:DescribeLaunchTemplates',
    200,
    (ec2, page, options) => ec2.send(new DescribeLaunchTemplatesCommand(page), options),
    ({ LaunchTemplates }) => LaunchTemplates,
  ),
  base: ({ LaunchTemplateId, LaunchTemplateName }) => ({
    templateId: LaunchTemplateId,
    templateName: LaunchTemplateName,
  }),
  tags: ({ Tags }) => tagsOf(Tags),
  facets: {
    versions: fromCall({
      action,
      read: async (aws, template) => {
        const versions = await versionsOf(aws, template);
        // The default version and the latest one are often the same.
        return [...new Map(versions.map((version) => [version.VersionNumber, versionOf(version)])).values()];
      },
    }),
  },
});
