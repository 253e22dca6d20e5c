import { definePolicy, text } from '@cspmexa/policy-kit';
import { Ec2LaunchTemplate } from '@cspmexa/resources';
import { judgeUserData } from './user-data/judge.js';

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
  id: 'aws-ec2-launch-template-user-data-has-no-secrets',
  title: text(
    'User data of launch templates holds no secrets',
    'Dados do usuário dos modelos de execução não contêm segredos',
  ),
  severity: 'high',
  on: Ec2LaunchTemplate,
  needs: ['versions'],
  sameAs: ['prowler/ec2_launch_template_no_secrets'],
  why: text(
    'Everyone who may read the template reads the secret, and so does every program on every instance that it starts.',
    'Quem pode ler o modelo lê o segredo, e todo programa em toda instância que ele inicia também.',
  ),
  fix: {
    steps: [
      text(
        'Change the secret now: treat it as known to others.',
        'Troque o segredo já: considere que outros o conhecem.',
      ),
      text(
        'Make a version of {{templateName}} that reads it from Secrets Manager at boot, and delete the versions that hold it.',
        'Crie uma versão de {{templateName}} que o leia do Secrets Manager na inicialização e exclua as versões que o contêm.',
      ),
    ],
    cli: 'aws ec2 delete-launch-template-versions --region {{region}} --launch-template-id {{templateId}} --versions OLD_VERSION',
    terraform: `resource "aws_launch_template" "example" {
  # …
  user_data = base64encode(<<-SCRIPT
    #!/bin/bash
    DB_PASSWORD=$(aws secretsmanager get-secret-value --secret-id prod/db --query SecretString --output text)
  SCRIPT
  )
}`,
  },
  check: ({ versions }) =>
    judgeUserData(
      versions.map(({ version: number, userData }) => ({ path: `versions[${number}].userData`, data: userData })),
    ),
  examples: {
    'no user data': { outcome: 'pass' },
    'a plain script': {
      given: { versions: [{ ...version, userData: '#!/bin/bash\nyum update -y\n' }] },
      outcome: 'pass',
    },
    'a password': { given: { versions: [{ ...version, userData: 'DB_PASSWORD=foobar123' }] }, outcome: 'fail' },
    'a password in the latest version': {
      given: { versions: [version, { ...version, version: 2, isDefault: false, userData: 'DB_PASSWORD=foobar123' }] },
      outcome: 'fail',
    },
    'not text': { given: { versions: [{ ...version, userData: 'H4sIAAAAAAAA' }] }, outcome: 'unknown' },
  },
});
