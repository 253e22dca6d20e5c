import { condition, definePolicy, fail, pass, sample, skip, text } from '@cspmexa/policy-kit';
import { Ec2LaunchTemplate, Ec2Region } from '@cspmexa/resources';
import { regionSettings } from '../indexes.js';

const version = {
  version: 1,
  isDefault: true,
  metadataOptions: null,
  publicIp: null,
  interfaceIds: [],
  userData: null,
};
const disks = (...encrypted: (boolean | null)[]) => ({
  versions: [
    {
      ...version,
      encryptedDisks: encrypted.map((one, index) => ({ device: `/dev/sd${'abc'.charAt(index)}`, encrypted: one })),
    },
  ],
});
const regionWithout = sample(Ec2Region, { facets: { ebsEncryption: { byDefault: false } } });

export default definePolicy({
  id: 'aws-ec2-launch-template-encrypts-disks',
  title: text('Launch templates encrypt their EBS disks', 'Modelos de execução criptografam seus discos EBS'),
  severity: 'medium',
  on: Ec2LaunchTemplate,
  needs: ['versions'],
  reads: { regions: regionSettings },
  controls: ['fsbp/EC2.181'],
  why: text(
    'Every instance from the template keeps its data on disks that are not encrypted.',
    'Toda instância do modelo guarda dados em discos sem criptografia.',
  ),
  fix: {
    steps: [
      text(
        'Make a new version of {{templateName}} with encryption on every EBS disk, and make it the default.',
        'Crie uma versão nova de {{templateName}} com criptografia em todo disco EBS e torne-a padrão.',
      ),
    ],
    cli: `aws ec2 create-launch-template-version --region {{region}} --launch-template-id {{templateId}} --source-version '$Default' --launch-template-data 'BlockDeviceMappings=[{DeviceName=/dev/xvda,Ebs={Encrypted=true}}]'
aws ec2 modify-launch-template --region {{region}} --launch-template-id {{templateId}} --default-version NEW_VERSION`,
    terraform: `resource "aws_launch_template" "example" {
  # …
  block_device_mappings {
    device_name = "/dev/xvda"
    ebs {
      encrypted = true
    }
  }
}`,
  },
  check: ({ versions }, { related, resource }) => {
    const judged = versions.find(({ isDefault }) => isDefault) ?? versions[0];
    const mapped = judged?.encryptedDisks ?? [];
    if (mapped.length === 0) return skip(text('It says nothing about disks.', 'Não diz nada sobre discos.'));
    const open = mapped.filter(({ encrypted }) => encrypted !== true);
    const looked = condition(
      open.length === 0,
      text('Every disk of its default version is encrypted', 'Todo disco da versão padrão é criptografado'),
      {
        path: `versions[${judged?.version}].encryptedDisks`,
        actual: open,
      },
    );
    if (looked.holds) return pass(looked);
    const [settings] = related.regions.of(resource.region);
    const byRegion = condition(
      settings?.facets.ebsEncryption.byDefault === true,
      text('The region encrypts every disk', 'A região criptografa todo disco'),
      {
        actual: settings?.facets.ebsEncryption.byDefault ?? null,
        expected: true,
      },
    );
    const devices = open.map(({ device }) => device).join(', ');
    return byRegion.holds
      ? pass(byRegion)
      : fail(
          text(
            `Version ${judged?.version} does not encrypt ${devices}.`,
            `A versão ${judged?.version} não criptografa ${devices}.`,
          ),
          [looked, byRegion],
        );
  },
  examples: {
    'no disks': { outcome: 'skip' },
    'all encrypted': { given: disks(true, true), outcome: 'pass' },
    'one is not': { given: disks(true, false), others: [regionWithout], outcome: 'fail' },
    'one says nothing': { given: disks(null), others: [regionWithout], outcome: 'fail' },
    'the region encrypts all': { given: disks(null), others: [sample(Ec2Region)], outcome: 'pass' },
    'the region was not to be read': { given: disks(false), unlisted: [Ec2Region], outcome: 'unknown' },
  },
});
