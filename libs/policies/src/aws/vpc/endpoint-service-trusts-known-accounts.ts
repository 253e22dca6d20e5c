import { condition, definePolicy, fail, pass, text } from '@cspmexa/policy-kit';
import { VpcEndpointService } from '@cspmexa/resources';

const accountOf = (principal: string): string =>
  /^\d{12}$/.test(principal) ? principal : (principal.split(':')[4] ?? principal);

export default definePolicy({
  id: 'aws-vpc-endpoint-service-trusts-known-accounts',
  title: text('Endpoint services admit only the own account', 'Serviços de endpoint admitem só a própria conta'),
  severity: 'high',
  on: VpcEndpointService,
  needs: ['allowedPrincipals'],
  sameAs: ['prowler/vpc_endpoint_services_allowed_principals_trust_boundaries'],
  why: text(
    'Every principal on the list may open a private connection into your network.',
    'Toda entidade da lista pode abrir uma conexão privada para dentro da sua rede.',
  ),
  fix: {
    steps: [
      text(
        'In the VPC console, open Endpoint services, {{serviceId}}, Allow principals, and remove * and accounts that you do not serve.',
        'No console da VPC, abra Serviços de endpoint, {{serviceId}}, Permitir entidades principais, e remova * e contas que você não atende.',
      ),
    ],
    cli: `aws ec2 modify-vpc-endpoint-service-permissions --region {{region}} --service-id {{serviceId}} --remove-allowed-principals '*'`,
    terraform: `resource "aws_vpc_endpoint_service" "example" {
  # …
  acceptance_required = true
  allowed_principals  = ["arn:aws:iam::{{accountId}}:root"]
}`,
  },
  check: ({ allowedPrincipals }, { resource }) => {
    const everyone = allowedPrincipals.includes('*');
    const foreign = allowedPrincipals.filter(
      (principal) => principal !== '*' && accountOf(principal) !== resource.accountId,
    );
    const conditions = [
      condition(!everyone, text('Not everyone is admitted', 'Nem todos são admitidos'), {
        path: 'allowedPrincipals',
        actual: everyone ? '*' : null,
      }),
      condition(foreign.length === 0, text('No other account is admitted', 'Nenhuma outra conta é admitida'), {
        path: 'allowedPrincipals',
        actual: foreign.slice(0, 10),
      }),
    ];
    if (everyone) return fail(text('Everyone is admitted.', 'Todos são admitidos.'), conditions);
    if (foreign.length === 0) return pass(...conditions);
    // To serve others is what endpoint services are for: to be known, but less urgent than an open door.
    return fail(
      text(`Others are admitted: ${foreign.join(', ')}.`, `Outros são admitidos: ${foreign.join(', ')}.`),
      conditions,
      { severity: 'medium' },
    );
  },
  examples: {
    'the own account': { outcome: 'pass' },
    'nobody yet': { given: { allowedPrincipals: [] }, outcome: 'pass' },
    everyone: { given: { allowedPrincipals: ['*'] }, outcome: 'fail' },
    'another account': { given: { allowedPrincipals: ['arn:aws:iam::444455556666:root'] }, outcome: 'fail' },
    'a role of the own account': {
      given: { allowedPrincipals: ['arn:aws:iam::111122223333:role/app'] },
      outcome: 'pass',
    },
  },
});
