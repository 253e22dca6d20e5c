import { condition, definePolicy, passIf, text } from '@cspmexa/policy-kit';
import { Ec2LaunchTemplate } from '@cspmexa/resources';

const version = {
  version: 1,
  isDefault: true,
  metadataOptions: null,
  publicIp: null,
  interfaceIds: [],
  encryptedDisks: [],
  userData: null,
};

export default definePolicy({
  id: 'aws-ec2-launch-template-assigns-no-public-ip',
  title: text('Launch templates assign no public address', 'Modelos de execução não atribuem endereço público'),
  severity: 'high',
  on: Ec2LaunchTemplate,
  needs: ['versions'],
  controls: ['fsbp/EC2.25'],
  sameAs: ['prowler/ec2_launch_template_no_public_ip'],
  why: text(
    'Every instance from the template stands on the internet, also those that a group starts by itself at night.',
    'Toda instância do modelo fica na internet, inclusive as que um grupo inicia sozinho de madrugada.',
  ),
  fix: {
    steps: [
      text(
        'Make a new version of {{templateName}} with Auto-assign public IP disabled on every interface, and make it the default.',
        'Crie uma versão nova de {{templateName}} com Atribuir IP público automaticamente desabilitado em toda interface e torne-a padrão.',
      ),
    ],
    cli: `aws ec2 create-launch-template-version --region {{region}} --launch-template-id {{templateId}} --source-version '$Default' --launch-template-data 'NetworkInterfaces=[{DeviceIndex=0,AssociatePublicIpAddress=false}]'
aws ec2 modify-launch-template --region {{region}} --launch-template-id {{templateId}} --default-version NEW_VERSION`,
    terraform: `resource "aws_launch_template" "example" {
  # …
  network_interfaces {
    associate_public_ip_address = false
  }
}`,
  },
  check: ({ versions }) => {
    const open = versions.filter(({ publicIp }) => publicIp === true).map((open) => open.version);
    return passIf(
      [
        condition(
          open.length === 0,
          text('No version in use assigns a public address', 'Nenhuma versão em uso atribui endereço público'),
          {
            path: 'versions',
            actual: open,
          },
        ),
      ],
      text(
        `Version ${open.join(', ')} assigns a public address.`,
        `A versão ${open.join(', ')} atribui endereço público.`,
      ),
    );
  },
  examples: {
    'says no': { outcome: 'pass' },
    'says nothing': { given: { versions: [version] }, outcome: 'pass' },
    'says yes': { given: { versions: [{ ...version, publicIp: true }] }, outcome: 'fail' },
    'only the latest version says yes': {
      given: { versions: [version, { ...version, version: 2, isDefault: false, publicIp: true }] },
      outcome: 'fail',
    },
  },
});
