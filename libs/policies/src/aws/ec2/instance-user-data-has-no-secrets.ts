import { definePolicy, text } from '@cspmexa/policy-kit';
import { Ec2Instance } from '@cspmexa/resources';
import { skipGone, terminated } from './instance/state.js';
import { judgeUserData } from './user-data/judge.js';

export default definePolicy({
  id: 'aws-ec2-instance-user-data-has-no-secrets',
  title: text('User data of instances holds no secrets', 'Dados do usuário das instâncias não contêm segredos'),
  severity: 'high',
  on: Ec2Instance,
  needs: ['state', 'userData'],
  sameAs: ['prowler/ec2_instance_secrets_user_data'],
  why: text(
    'User data is kept in clear text: every program on the instance and everyone who may describe it can read it.',
    'Os dados do usuário ficam em texto claro: todo programa na instância e todos que podem descrevê-la conseguem lê-los.',
  ),
  fix: {
    steps: [
      text(
        'Change the secret now: treat it as known to others.',
        'Troque o segredo já: considere que outros o conhecem.',
      ),
      text(
        'Keep it in Secrets Manager or Parameter Store, let the role of {{instanceId}} read it at boot, and remove it from the user data.',
        'Guarde-o no Secrets Manager ou no Parameter Store, deixe a função de {{instanceId}} lê-lo na inicialização e remova-o dos dados do usuário.',
      ),
    ],
    cli: `aws ec2 stop-instances --region {{region}} --instance-ids {{instanceId}}
base64 user-data-without-secrets.sh > user-data.b64
aws ec2 modify-instance-attribute --region {{region}} --instance-id {{instanceId}} --attribute userData --value file://user-data.b64
aws ec2 start-instances --region {{region}} --instance-ids {{instanceId}}`,
    terraform: `resource "aws_instance" "example" {
  # …
  user_data = <<-SCRIPT
    #!/bin/bash
    DB_PASSWORD=$(aws secretsmanager get-secret-value --secret-id prod/db --query SecretString --output text)
  SCRIPT
}`,
  },
  check: (facets) => skipGone(facets.state) ?? judgeUserData([{ path: 'userData', data: facets.userData }]),
  examples: {
    'no user data': { outcome: 'pass' },
    'a plain script': { given: { userData: '#!/bin/bash\nyum update -y\n' }, outcome: 'pass' },
    'a password': { given: { userData: '#!/bin/bash\nexport DB_PASSWORD=foobar123\n' }, outcome: 'fail' },
    'an access key': { given: { userData: 'aws_access_key_id = AKIAIOSFODNN7EXAMPLE' }, outcome: 'fail' },
    'read at boot': {
      given: {
        userData:
          'DB_PASSWORD=$(aws ssm get-parameter --name /prod/db --with-decryption --query Parameter.Value --output text)',
      },
      outcome: 'pass',
    },
    'gzipped, a password': {
      given: { userData: 'H4sIAAAAAAAC/0utKMgvKlFwcYoPcAwODvcPcrFNy89PSiwyNDLmAgBrHtBNHQAAAA==' },
      outcome: 'fail',
    },
    'not text': { given: { userData: 'H4sIAAAAAAAA' }, outcome: 'unknown' },
    'could not be read': {
      given: { userData: { known: false, reason: 'denied', action: 'ec2:DescribeInstanceAttribute', detail: '' } },
      outcome: 'unknown',
    },
    'terminated, and its user data is gone': {
      given: {
        ...terminated,
        userData: { known: false, reason: 'failed', action: 'ec2:DescribeInstanceAttribute', detail: '' },
      },
      outcome: 'skip',
    },
  },
});
