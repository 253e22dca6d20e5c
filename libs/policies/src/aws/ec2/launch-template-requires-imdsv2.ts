import { condition, definePolicy, fail, pass, sample, text } from '@cspmexa/policy-kit';
import { Ec2LaunchTemplate, Ec2Region, type FacetValue } from '@cspmexa/resources';
import { regionSettings } from '../indexes.js';

type Version = FacetValue<typeof Ec2LaunchTemplate, 'versions'>[number];

const version = (metadataOptions: Version['metadataOptions'], given: Partial<Version> = {}): Version => ({
  version: 1,
  isDefault: true,
  metadataOptions,
  publicIp: null,
  interfaceIds: [],
  encryptedDisks: [],
  userData: null,
  ...given,
});
const optional = { httpEndpoint: 'enabled', httpTokens: 'optional', hopLimit: null };
const required = { httpEndpoint: 'enabled', httpTokens: 'required', hopLimit: null };
const silent = sample(Ec2Region, {
  facets: { metadataDefaults: { httpTokens: null, httpEndpoint: null, hopLimit: null } },
});

export default definePolicy({
  id: 'aws-ec2-launch-template-requires-imdsv2',
  title: text(
    'Launch templates require version 2 of the metadata service',
    'Modelos de execução exigem a versão 2 do serviço de metadados',
  ),
  severity: 'high',
  on: Ec2LaunchTemplate,
  needs: ['versions'],
  reads: { regions: regionSettings },
  controls: ['fsbp/EC2.170'],
  sameAs: ['prowler/ec2_launch_template_imdsv2_required'],
  why: text(
    'Every instance from the template answers version 1 requests, which leak the credentials of its role through one flaw in a web application.',
    'Toda instância do modelo responde à versão 1, que vaza as credenciais da função por uma única falha em uma aplicação web.',
  ),
  fix: {
    steps: [
      text(
        'Make a new version of {{templateName}} with Metadata version V2 only (token required), and make it the default.',
        'Crie uma versão nova de {{templateName}} com versão de metadados somente V2 (token obrigatório) e torne-a padrão.',
      ),
    ],
    cli: `aws ec2 create-launch-template-version --region {{region}} --launch-template-id {{templateId}} --source-version '$Default' --launch-template-data 'MetadataOptions={HttpTokens=required,HttpEndpoint=enabled}'
aws ec2 modify-launch-template --region {{region}} --launch-template-id {{templateId}} --default-version NEW_VERSION`,
    terraform: `resource "aws_launch_template" "example" {
  # …
  update_default_version = true
  metadata_options {
    http_endpoint = "enabled"
    http_tokens   = "required"
  }
}`,
  },
  check: ({ versions }, { related, resource }) => {
    const judged = versions.find(({ isDefault }) => isDefault) ?? versions[0];
    const options = judged?.metadataOptions ?? null;
    const says = text('Its default version requires a token', 'Sua versão padrão exige token');
    const looked = condition(options?.httpTokens === 'required' || options?.httpEndpoint === 'disabled', says, {
      path: `versions[${judged?.version}].metadataOptions`,
      actual: options,
      expected: { httpTokens: 'required' },
    });
    if (looked.holds) return pass(looked);
    const reason = text(
      `Version ${judged?.version}, the default, does not require a token.`,
      `A versão ${judged?.version}, a padrão, não exige token.`,
    );
    if (options?.httpTokens) return fail(reason, [looked]);
    // What the template leaves open, the region decides.
    const [settings] = related.regions.of(resource.region);
    const inherited = settings?.facets.metadataDefaults.httpTokens ?? null;
    const byRegion = condition(
      inherited === 'required',
      text('The region requires a token by default', 'A região exige token por padrão'),
      {
        actual: inherited,
        expected: 'required',
      },
    );
    return byRegion.holds ? pass(byRegion) : fail(reason, [looked, byRegion]);
  },
  examples: {
    'token required': { outcome: 'pass' },
    'token optional': { given: { versions: [version(optional)] }, outcome: 'fail' },
    'metadata service off': {
      given: { versions: [version({ ...optional, httpEndpoint: 'disabled' })] },
      outcome: 'pass',
    },
    'says nothing, nor does the region': { given: { versions: [version(null)] }, others: [silent], outcome: 'fail' },
    'says nothing, but the region requires it': {
      given: { versions: [version(null)] },
      others: [sample(Ec2Region)],
      outcome: 'pass',
    },
    'says nothing, and the region was not to be read': {
      given: { versions: [version(null)] },
      unlisted: [Ec2Region],
      outcome: 'unknown',
    },
    'only the latest version requires it': {
      given: { versions: [version(optional), version(required, { version: 2, isDefault: false })] },
      outcome: 'fail',
    },
    'only an old version does not': {
      given: { versions: [version(optional, { isDefault: false }), version(required, { version: 2 })] },
      outcome: 'pass',
    },
  },
});
