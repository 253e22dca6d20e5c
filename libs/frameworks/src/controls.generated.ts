// Generated from libs/frameworks/data by libs/frameworks/generate.mjs. Change the data, then `npm run generate`.

/** Controls of cis-aws-7.0. */
export const cisAws70 = [
  {
    id: 'cis-aws-7.0/2.1.1',
    title: {
      en: 'Root credentials of member accounts are managed centrally',
      pt: 'As credenciais root das contas-membro são gerenciadas de forma central',
    },
    level: 'L2',
    assessment: 'manual',
  },
  {
    id: 'cis-aws-7.0/2.1.2',
    title: {
      en: 'Every account of the organization has guardrail policies',
      pt: 'Todas as contas da organização têm políticas de proteção',
    },
    level: 'L2',
    assessment: 'manual',
  },
  {
    id: 'cis-aws-7.0/2.1.3',
    title: {
      en: 'The management account runs no workloads',
      pt: 'A conta de gerenciamento não executa cargas de trabalho',
    },
    level: 'L2',
    assessment: 'manual',
  },
  {
    id: 'cis-aws-7.0/2.1.4',
    title: {
      en: 'Organizational units follow environment and sensitivity',
      pt: 'As unidades organizacionais seguem ambiente e sensibilidade',
    },
    level: 'L2',
    assessment: 'manual',
  },
  {
    id: 'cis-aws-7.0/2.1.5',
    title: {
      en: 'Security services have a delegated administrator',
      pt: 'Os serviços de segurança têm um administrador delegado',
    },
    level: 'L2',
    assessment: 'manual',
  },
  {
    id: 'cis-aws-7.0/2.1.6',
    title: {
      en: 'Organization services are run from delegated accounts',
      pt: 'Os serviços da organização são operados por contas delegadas',
    },
    level: 'L2',
    assessment: 'manual',
  },
  {
    id: 'cis-aws-7.0/2.2',
    title: { en: "The account's contact details are current", pt: 'Os dados de contato da conta estão atualizados' },
    level: 'L1',
    assessment: 'manual',
  },
  {
    id: 'cis-aws-7.0/2.3',
    title: { en: 'The account has a security contact', pt: 'A conta tem um contato de segurança' },
    level: 'L1',
    assessment: 'manual',
  },
  {
    id: 'cis-aws-7.0/2.4',
    title: { en: 'The root user has no access keys', pt: 'O usuário root não tem chaves de acesso' },
    level: 'L1',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-7.0/2.5',
    title: { en: 'The root user has MFA', pt: 'O usuário root tem MFA' },
    level: 'L1',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-7.0/2.6',
    title: { en: 'The root user has a hardware MFA device', pt: 'O usuário root tem um dispositivo de MFA físico' },
    level: 'L2',
    assessment: 'manual',
  },
  {
    id: 'cis-aws-7.0/2.7',
    title: { en: 'The root user is not used for daily work', pt: 'O usuário root não é usado no dia a dia' },
    level: 'L1',
    assessment: 'manual',
  },
  {
    id: 'cis-aws-7.0/2.8',
    title: { en: 'Passwords have at least 14 characters', pt: 'As senhas têm pelo menos 14 caracteres' },
    level: 'L1',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-7.0/2.9',
    title: { en: 'The last 24 passwords cannot be used again', pt: 'As últimas 24 senhas não podem ser reutilizadas' },
    level: 'L1',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-7.0/2.10',
    title: { en: 'Users with a console password have MFA', pt: 'Os usuários com senha de console têm MFA' },
    level: 'L1',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-7.0/2.11',
    title: {
      en: 'Credentials unused for 45 days are disabled',
      pt: 'As credenciais sem uso há 45 dias são desativadas',
    },
    level: 'L1',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-7.0/2.12',
    title: { en: 'Access keys are rotated within 90 days', pt: 'As chaves de acesso são trocadas em até 90 dias' },
    level: 'L1',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-7.0/2.13',
    title: { en: 'Users get permissions through groups only', pt: 'Os usuários recebem permissões somente por grupos' },
    level: 'L1',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-7.0/2.14',
    title: {
      en: 'No attached policy grants full administration',
      pt: 'Nenhuma política anexada concede administração total',
    },
    level: 'L1',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-7.0/2.15',
    title: {
      en: 'A role exists for incidents with AWS Support',
      pt: 'Existe uma função para incidentes com o AWS Support',
    },
    level: 'L1',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-7.0/2.16',
    title: { en: 'Instances reach AWS through a role', pt: 'As instâncias acessam a AWS por meio de uma função' },
    level: 'L2',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-7.0/2.17',
    title: {
      en: 'No expired server certificates are stored in IAM',
      pt: 'Nenhum certificado de servidor vencido está guardado no IAM',
    },
    level: 'L1',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-7.0/2.18',
    title: {
      en: 'IAM Access Analyzer is on in every region',
      pt: 'O IAM Access Analyzer está ativo em todas as regiões',
    },
    level: 'L1',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-7.0/2.19',
    title: {
      en: 'People sign in through one identity provider',
      pt: 'As pessoas entram por um único provedor de identidade',
    },
    level: 'L2',
    assessment: 'manual',
  },
  {
    id: 'cis-aws-7.0/2.20',
    title: { en: 'Full access to CloudShell is not attached', pt: 'O acesso total ao CloudShell não está anexado' },
    level: 'L1',
    assessment: 'manual',
  },
  {
    id: 'cis-aws-7.0/2.21',
    title: { en: 'Resource policies let no stranger in', pt: 'As políticas de recursos não deixam estranhos entrar' },
    level: 'L1',
    assessment: 'manual',
  },
  {
    id: 'cis-aws-7.0/3.1.1',
    title: { en: 'Buckets refuse plain HTTP', pt: 'Os buckets recusam HTTP sem criptografia' },
    level: 'L2',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-7.0/3.1.2',
    title: { en: 'Buckets ask for MFA to delete versions', pt: 'Os buckets pedem MFA para excluir versões' },
    level: 'L2',
    assessment: 'manual',
  },
  {
    id: 'cis-aws-7.0/3.1.3',
    title: {
      en: 'Sensitive data in S3 is discovered and classified',
      pt: 'Os dados sensíveis no S3 são descobertos e classificados',
    },
    level: 'L2',
    assessment: 'manual',
  },
  {
    id: 'cis-aws-7.0/3.1.4',
    title: {
      en: 'Public access to S3 is blocked by account and bucket',
      pt: 'O acesso público ao S3 é bloqueado por conta e bucket',
    },
    level: 'L1',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-7.0/3.2.1',
    title: { en: 'RDS instances are encrypted at rest', pt: 'As instâncias RDS são criptografadas em repouso' },
    level: 'L1',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-7.0/3.2.2',
    title: {
      en: 'RDS instances take minor upgrades by themselves',
      pt: 'As instâncias RDS recebem atualizações menores automaticamente',
    },
    level: 'L1',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-7.0/3.2.3',
    title: {
      en: 'RDS instances are not reachable from the internet',
      pt: 'As instâncias RDS não são acessíveis pela internet',
    },
    level: 'L1',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-7.0/3.2.4',
    title: { en: 'RDS runs in several availability zones', pt: 'O RDS roda em várias zonas de disponibilidade' },
    level: 'L1',
    assessment: 'manual',
  },
  {
    id: 'cis-aws-7.0/3.3.1',
    title: {
      en: 'EFS file systems are encrypted at rest',
      pt: 'Os sistemas de arquivos EFS são criptografados em repouso',
    },
    level: 'L1',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-7.0/4.1',
    title: { en: 'CloudTrail records every region', pt: 'O CloudTrail registra todas as regiões' },
    level: 'L1',
    assessment: 'manual',
  },
  {
    id: 'cis-aws-7.0/4.2',
    title: { en: 'CloudTrail log files can be validated', pt: 'Os arquivos de log do CloudTrail podem ser validados' },
    level: 'L2',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-7.0/4.3',
    title: { en: 'AWS Config records in every region', pt: 'O AWS Config grava em todas as regiões' },
    level: 'L2',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-7.0/4.4',
    title: { en: 'The CloudTrail bucket logs its accesses', pt: 'O bucket do CloudTrail registra seus acessos' },
    level: 'L1',
    assessment: 'manual',
  },
  {
    id: 'cis-aws-7.0/4.5',
    title: { en: 'CloudTrail logs are encrypted with KMS', pt: 'Os logs do CloudTrail são criptografados com KMS' },
    level: 'L2',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-7.0/4.6',
    title: { en: 'Customer managed KMS keys rotate', pt: 'As chaves KMS do cliente têm rotação' },
    level: 'L2',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-7.0/4.7',
    title: { en: 'VPCs write flow logs', pt: 'As VPCs gravam logs de fluxo' },
    level: 'L2',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-7.0/4.8',
    title: { en: 'CloudTrail records writes of S3 objects', pt: 'O CloudTrail registra gravações de objetos S3' },
    level: 'L2',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-7.0/4.9',
    title: { en: 'CloudTrail records reads of S3 objects', pt: 'O CloudTrail registra leituras de objetos S3' },
    level: 'L2',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-7.0/4.10',
    title: { en: 'Web-facing services write access logs', pt: 'Os serviços expostos à web gravam logs de acesso' },
    level: 'L1',
    assessment: 'manual',
  },
  {
    id: 'cis-aws-7.0/5.1',
    title: { en: 'Refused API calls raise an alarm', pt: 'Chamadas de API recusadas geram alarme' },
    level: 'L2',
    assessment: 'manual',
  },
  {
    id: 'cis-aws-7.0/5.2',
    title: { en: 'Console sign-ins without MFA raise an alarm', pt: 'Entradas no console sem MFA geram alarme' },
    level: 'L1',
    assessment: 'manual',
  },
  {
    id: 'cis-aws-7.0/5.3',
    title: { en: 'Use of the root user raises an alarm', pt: 'O uso do usuário root gera alarme' },
    level: 'L1',
    assessment: 'manual',
  },
  {
    id: 'cis-aws-7.0/5.4',
    title: { en: 'Changes of IAM policies raise an alarm', pt: 'Mudanças em políticas do IAM geram alarme' },
    level: 'L1',
    assessment: 'manual',
  },
  {
    id: 'cis-aws-7.0/5.5',
    title: { en: 'Changes of CloudTrail raise an alarm', pt: 'Mudanças no CloudTrail geram alarme' },
    level: 'L1',
    assessment: 'manual',
  },
  {
    id: 'cis-aws-7.0/5.6',
    title: { en: 'Failed console sign-ins raise an alarm', pt: 'Falhas de entrada no console geram alarme' },
    level: 'L2',
    assessment: 'manual',
  },
  {
    id: 'cis-aws-7.0/5.7',
    title: {
      en: 'Disabling or deleting a KMS key raises an alarm',
      pt: 'Desativar ou excluir uma chave KMS gera alarme',
    },
    level: 'L2',
    assessment: 'manual',
  },
  {
    id: 'cis-aws-7.0/5.8',
    title: { en: 'Changes of bucket policies raise an alarm', pt: 'Mudanças em políticas de buckets geram alarme' },
    level: 'L1',
    assessment: 'manual',
  },
  {
    id: 'cis-aws-7.0/5.9',
    title: { en: 'Changes of AWS Config raise an alarm', pt: 'Mudanças no AWS Config geram alarme' },
    level: 'L2',
    assessment: 'manual',
  },
  {
    id: 'cis-aws-7.0/5.10',
    title: { en: 'Changes of security groups raise an alarm', pt: 'Mudanças em grupos de segurança geram alarme' },
    level: 'L2',
    assessment: 'manual',
  },
  {
    id: 'cis-aws-7.0/5.11',
    title: { en: 'Changes of network ACLs raise an alarm', pt: 'Mudanças em ACLs de rede geram alarme' },
    level: 'L2',
    assessment: 'manual',
  },
  {
    id: 'cis-aws-7.0/5.12',
    title: { en: 'Changes of network gateways raise an alarm', pt: 'Mudanças em gateways de rede geram alarme' },
    level: 'L1',
    assessment: 'manual',
  },
  {
    id: 'cis-aws-7.0/5.13',
    title: { en: 'Changes of route tables raise an alarm', pt: 'Mudanças em tabelas de rotas geram alarme' },
    level: 'L1',
    assessment: 'manual',
  },
  {
    id: 'cis-aws-7.0/5.14',
    title: { en: 'Changes of VPCs raise an alarm', pt: 'Mudanças em VPCs geram alarme' },
    level: 'L1',
    assessment: 'manual',
  },
  {
    id: 'cis-aws-7.0/5.15',
    title: { en: 'Changes of the organization raise an alarm', pt: 'Mudanças na organização geram alarme' },
    level: 'L1',
    assessment: 'manual',
  },
  {
    id: 'cis-aws-7.0/5.16',
    title: { en: 'Security Hub is on', pt: 'O Security Hub está ativo' },
    level: 'L2',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-7.0/6.1.1',
    title: { en: 'New EBS volumes are encrypted by default', pt: 'Os novos volumes EBS são criptografados por padrão' },
    level: 'L1',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-7.0/6.1.2',
    title: {
      en: 'File sharing over CIFS is closed to the internet',
      pt: 'O compartilhamento de arquivos por CIFS é fechado à internet',
    },
    level: 'L1',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-7.0/6.2',
    title: {
      en: 'Network ACLs keep administration ports closed to the internet',
      pt: 'As ACLs de rede mantêm portas de administração fechadas à internet',
    },
    level: 'L1',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-7.0/6.3',
    title: {
      en: 'Security groups keep administration ports closed to all of IPv4',
      pt: 'Os grupos de segurança mantêm portas de administração fechadas a todo o IPv4',
    },
    level: 'L1',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-7.0/6.4',
    title: {
      en: 'Security groups keep administration ports closed to all of IPv6',
      pt: 'Os grupos de segurança mantêm portas de administração fechadas a todo o IPv6',
    },
    level: 'L1',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-7.0/6.5',
    title: {
      en: 'Default security groups let nothing through',
      pt: 'Os grupos de segurança padrão não deixam passar nada',
    },
    level: 'L2',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-7.0/6.6',
    title: {
      en: 'Routes to peered VPCs are as narrow as needed',
      pt: 'As rotas para VPCs pareadas são tão estreitas quanto preciso',
    },
    level: 'L2',
    assessment: 'manual',
  },
  {
    id: 'cis-aws-7.0/6.7',
    title: {
      en: 'Instances accept version 2 of the metadata service only',
      pt: 'As instâncias aceitam somente a versão 2 do serviço de metadados',
    },
    level: 'L1',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-7.0/6.8',
    title: {
      en: 'AWS services are reached through VPC endpoints',
      pt: 'Os serviços da AWS são acessados por endpoints de VPC',
    },
    level: 'L2',
    assessment: 'manual',
  },
] as const;

/** Controls of cis-aws-5.0. */
export const cisAws50 = [
  {
    id: 'cis-aws-5.0/1.1',
    title: { en: "The account's contact details are current", pt: 'Os dados de contato da conta estão atualizados' },
    level: 'L1',
    assessment: 'manual',
  },
  {
    id: 'cis-aws-5.0/1.2',
    title: { en: 'The account has a security contact', pt: 'A conta tem um contato de segurança' },
    level: 'L1',
    assessment: 'manual',
  },
  {
    id: 'cis-aws-5.0/1.3',
    title: { en: 'The root user has no access keys', pt: 'O usuário root não tem chaves de acesso' },
    level: 'L1',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-5.0/1.4',
    title: { en: 'The root user has MFA', pt: 'O usuário root tem MFA' },
    level: 'L1',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-5.0/1.5',
    title: { en: 'The root user has a hardware MFA device', pt: 'O usuário root tem um dispositivo de MFA físico' },
    level: 'L2',
    assessment: 'manual',
  },
  {
    id: 'cis-aws-5.0/1.6',
    title: { en: 'The root user is not used for daily work', pt: 'O usuário root não é usado no dia a dia' },
    level: 'L1',
    assessment: 'manual',
  },
  {
    id: 'cis-aws-5.0/1.7',
    title: { en: 'Passwords have at least 14 characters', pt: 'As senhas têm pelo menos 14 caracteres' },
    level: 'L1',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-5.0/1.8',
    title: { en: 'The last 24 passwords cannot be used again', pt: 'As últimas 24 senhas não podem ser reutilizadas' },
    level: 'L1',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-5.0/1.9',
    title: { en: 'Users with a console password have MFA', pt: 'Os usuários com senha de console têm MFA' },
    level: 'L1',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-5.0/1.10',
    title: {
      en: 'Users get no access key when they are created',
      pt: 'Os usuários não recebem chave de acesso ao serem criados',
    },
    level: 'L1',
    assessment: 'manual',
  },
  {
    id: 'cis-aws-5.0/1.11',
    title: {
      en: 'Credentials unused for 45 days are disabled',
      pt: 'As credenciais sem uso há 45 dias são desativadas',
    },
    level: 'L1',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-5.0/1.12',
    title: {
      en: 'Users have at most one active access key',
      pt: 'Os usuários têm no máximo uma chave de acesso ativa',
    },
    level: 'L1',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-5.0/1.13',
    title: { en: 'Access keys are rotated within 90 days', pt: 'As chaves de acesso são trocadas em até 90 dias' },
    level: 'L1',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-5.0/1.14',
    title: { en: 'Users get permissions through groups only', pt: 'Os usuários recebem permissões somente por grupos' },
    level: 'L1',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-5.0/1.15',
    title: {
      en: 'No attached policy grants full administration',
      pt: 'Nenhuma política anexada concede administração total',
    },
    level: 'L1',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-5.0/1.16',
    title: {
      en: 'A role exists for incidents with AWS Support',
      pt: 'Existe uma função para incidentes com o AWS Support',
    },
    level: 'L1',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-5.0/1.17',
    title: { en: 'Instances reach AWS through a role', pt: 'As instâncias acessam a AWS por meio de uma função' },
    level: 'L2',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-5.0/1.18',
    title: {
      en: 'No expired server certificates are stored in IAM',
      pt: 'Nenhum certificado de servidor vencido está guardado no IAM',
    },
    level: 'L1',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-5.0/1.19',
    title: {
      en: 'IAM Access Analyzer is on in every region',
      pt: 'O IAM Access Analyzer está ativo em todas as regiões',
    },
    level: 'L1',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-5.0/1.20',
    title: {
      en: 'People sign in through one identity provider',
      pt: 'As pessoas entram por um único provedor de identidade',
    },
    level: 'L2',
    assessment: 'manual',
  },
  {
    id: 'cis-aws-5.0/1.21',
    title: { en: 'Full access to CloudShell is not attached', pt: 'O acesso total ao CloudShell não está anexado' },
    level: 'L1',
    assessment: 'manual',
  },
  {
    id: 'cis-aws-5.0/2.1.1',
    title: { en: 'Buckets refuse plain HTTP', pt: 'Os buckets recusam HTTP sem criptografia' },
    level: 'L2',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-5.0/2.1.2',
    title: { en: 'Buckets ask for MFA to delete versions', pt: 'Os buckets pedem MFA para excluir versões' },
    level: 'L2',
    assessment: 'manual',
  },
  {
    id: 'cis-aws-5.0/2.1.3',
    title: {
      en: 'Sensitive data in S3 is discovered and classified',
      pt: 'Os dados sensíveis no S3 são descobertos e classificados',
    },
    level: 'L2',
    assessment: 'manual',
  },
  {
    id: 'cis-aws-5.0/2.1.4',
    title: {
      en: 'Public access to S3 is blocked by account and bucket',
      pt: 'O acesso público ao S3 é bloqueado por conta e bucket',
    },
    level: 'L1',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-5.0/2.2.1',
    title: { en: 'RDS instances are encrypted at rest', pt: 'As instâncias RDS são criptografadas em repouso' },
    level: 'L1',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-5.0/2.2.2',
    title: {
      en: 'RDS instances take minor upgrades by themselves',
      pt: 'As instâncias RDS recebem atualizações menores automaticamente',
    },
    level: 'L1',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-5.0/2.2.3',
    title: {
      en: 'RDS instances are not reachable from the internet',
      pt: 'As instâncias RDS não são acessíveis pela internet',
    },
    level: 'L1',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-5.0/2.2.4',
    title: { en: 'RDS runs in several availability zones', pt: 'O RDS roda em várias zonas de disponibilidade' },
    level: 'L1',
    assessment: 'manual',
  },
  {
    id: 'cis-aws-5.0/2.3.1',
    title: {
      en: 'EFS file systems are encrypted at rest',
      pt: 'Os sistemas de arquivos EFS são criptografados em repouso',
    },
    level: 'L1',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-5.0/3.1',
    title: { en: 'CloudTrail records every region', pt: 'O CloudTrail registra todas as regiões' },
    level: 'L1',
    assessment: 'manual',
  },
  {
    id: 'cis-aws-5.0/3.2',
    title: { en: 'CloudTrail log files can be validated', pt: 'Os arquivos de log do CloudTrail podem ser validados' },
    level: 'L2',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-5.0/3.3',
    title: { en: 'AWS Config records in every region', pt: 'O AWS Config grava em todas as regiões' },
    level: 'L2',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-5.0/3.4',
    title: { en: 'The CloudTrail bucket logs its accesses', pt: 'O bucket do CloudTrail registra seus acessos' },
    level: 'L1',
    assessment: 'manual',
  },
  {
    id: 'cis-aws-5.0/3.5',
    title: { en: 'CloudTrail logs are encrypted with KMS', pt: 'Os logs do CloudTrail são criptografados com KMS' },
    level: 'L2',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-5.0/3.6',
    title: { en: 'Customer managed KMS keys rotate', pt: 'As chaves KMS do cliente têm rotação' },
    level: 'L2',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-5.0/3.7',
    title: { en: 'VPCs write flow logs', pt: 'As VPCs gravam logs de fluxo' },
    level: 'L2',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-5.0/3.8',
    title: { en: 'CloudTrail records writes of S3 objects', pt: 'O CloudTrail registra gravações de objetos S3' },
    level: 'L2',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-5.0/3.9',
    title: { en: 'CloudTrail records reads of S3 objects', pt: 'O CloudTrail registra leituras de objetos S3' },
    level: 'L2',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-5.0/4.1',
    title: { en: 'Refused API calls raise an alarm', pt: 'Chamadas de API recusadas geram alarme' },
    level: 'L2',
    assessment: 'manual',
  },
  {
    id: 'cis-aws-5.0/4.2',
    title: { en: 'Console sign-ins without MFA raise an alarm', pt: 'Entradas no console sem MFA geram alarme' },
    level: 'L1',
    assessment: 'manual',
  },
  {
    id: 'cis-aws-5.0/4.3',
    title: { en: 'Use of the root user raises an alarm', pt: 'O uso do usuário root gera alarme' },
    level: 'L1',
    assessment: 'manual',
  },
  {
    id: 'cis-aws-5.0/4.4',
    title: { en: 'Changes of IAM policies raise an alarm', pt: 'Mudanças em políticas do IAM geram alarme' },
    level: 'L1',
    assessment: 'manual',
  },
  {
    id: 'cis-aws-5.0/4.5',
    title: { en: 'Changes of CloudTrail raise an alarm', pt: 'Mudanças no CloudTrail geram alarme' },
    level: 'L1',
    assessment: 'manual',
  },
  {
    id: 'cis-aws-5.0/4.6',
    title: { en: 'Failed console sign-ins raise an alarm', pt: 'Falhas de entrada no console geram alarme' },
    level: 'L2',
    assessment: 'manual',
  },
  {
    id: 'cis-aws-5.0/4.7',
    title: {
      en: 'Disabling or deleting a KMS key raises an alarm',
      pt: 'Desativar ou excluir uma chave KMS gera alarme',
    },
    level: 'L2',
    assessment: 'manual',
  },
  {
    id: 'cis-aws-5.0/4.8',
    title: { en: 'Changes of bucket policies raise an alarm', pt: 'Mudanças em políticas de buckets geram alarme' },
    level: 'L1',
    assessment: 'manual',
  },
  {
    id: 'cis-aws-5.0/4.9',
    title: { en: 'Changes of AWS Config raise an alarm', pt: 'Mudanças no AWS Config geram alarme' },
    level: 'L2',
    assessment: 'manual',
  },
  {
    id: 'cis-aws-5.0/4.10',
    title: { en: 'Changes of security groups raise an alarm', pt: 'Mudanças em grupos de segurança geram alarme' },
    level: 'L2',
    assessment: 'manual',
  },
  {
    id: 'cis-aws-5.0/4.11',
    title: { en: 'Changes of network ACLs raise an alarm', pt: 'Mudanças em ACLs de rede geram alarme' },
    level: 'L2',
    assessment: 'manual',
  },
  {
    id: 'cis-aws-5.0/4.12',
    title: { en: 'Changes of network gateways raise an alarm', pt: 'Mudanças em gateways de rede geram alarme' },
    level: 'L1',
    assessment: 'manual',
  },
  {
    id: 'cis-aws-5.0/4.13',
    title: { en: 'Changes of route tables raise an alarm', pt: 'Mudanças em tabelas de rotas geram alarme' },
    level: 'L1',
    assessment: 'manual',
  },
  {
    id: 'cis-aws-5.0/4.14',
    title: { en: 'Changes of VPCs raise an alarm', pt: 'Mudanças em VPCs geram alarme' },
    level: 'L1',
    assessment: 'manual',
  },
  {
    id: 'cis-aws-5.0/4.15',
    title: { en: 'Changes of the organization raise an alarm', pt: 'Mudanças na organização geram alarme' },
    level: 'L1',
    assessment: 'manual',
  },
  {
    id: 'cis-aws-5.0/4.16',
    title: { en: 'Security Hub is on', pt: 'O Security Hub está ativo' },
    level: 'L2',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-5.0/5.2',
    title: {
      en: 'Network ACLs keep administration ports closed to the internet',
      pt: 'As ACLs de rede mantêm portas de administração fechadas à internet',
    },
    level: 'L1',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-5.0/5.3',
    title: {
      en: 'Security groups keep administration ports closed to all of IPv4',
      pt: 'Os grupos de segurança mantêm portas de administração fechadas a todo o IPv4',
    },
    level: 'L1',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-5.0/5.4',
    title: {
      en: 'Security groups keep administration ports closed to all of IPv6',
      pt: 'Os grupos de segurança mantêm portas de administração fechadas a todo o IPv6',
    },
    level: 'L1',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-5.0/5.5',
    title: {
      en: 'Default security groups let nothing through',
      pt: 'Os grupos de segurança padrão não deixam passar nada',
    },
    level: 'L2',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-5.0/5.6',
    title: {
      en: 'Routes to peered VPCs are as narrow as needed',
      pt: 'As rotas para VPCs pareadas são tão estreitas quanto preciso',
    },
    level: 'L2',
    assessment: 'manual',
  },
  {
    id: 'cis-aws-5.0/5.7',
    title: {
      en: 'Instances accept version 2 of the metadata service only',
      pt: 'As instâncias aceitam somente a versão 2 do serviço de metadados',
    },
    level: 'L1',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-5.0/5.1.1',
    title: { en: 'EBS volumes are encrypted', pt: 'Os volumes EBS são criptografados' },
    level: 'L1',
    assessment: 'automated',
  },
  {
    id: 'cis-aws-5.0/5.1.2',
    title: {
      en: 'File sharing over CIFS is closed to the internet',
      pt: 'O compartilhamento de arquivos por CIFS é fechado à internet',
    },
    level: 'L1',
    assessment: 'automated',
  },
] as const;

/** Controls of fsbp. */
export const fsbp = [
  {
    id: 'fsbp/S3.1',
    title: { en: 'The account blocks public access to S3', pt: 'A conta bloqueia o acesso público ao S3' },
    severity: 'medium',
  },
  {
    id: 'fsbp/S3.2',
    title: { en: 'Buckets are not publicly readable', pt: 'Os buckets não podem ser lidos publicamente' },
    severity: 'critical',
  },
  {
    id: 'fsbp/S3.3',
    title: { en: 'Buckets are not publicly writable', pt: 'Os buckets não podem ser gravados publicamente' },
    severity: 'critical',
  },
  {
    id: 'fsbp/S3.5',
    title: { en: 'Buckets refuse plain HTTP', pt: 'Os buckets recusam HTTP sem criptografia' },
    severity: 'medium',
  },
  {
    id: 'fsbp/S3.6',
    title: {
      en: 'Bucket policies give other accounts no control',
      pt: 'As políticas de buckets não dão controle a outras contas',
    },
    severity: 'high',
  },
  {
    id: 'fsbp/S3.7',
    title: { en: 'Buckets replicate to another region', pt: 'Os buckets replicam para outra região' },
    severity: 'low',
    outside: true,
  },
  {
    id: 'fsbp/S3.8',
    title: { en: 'Buckets block public access', pt: 'Os buckets bloqueiam o acesso público' },
    severity: 'high',
  },
  {
    id: 'fsbp/S3.9',
    title: { en: 'Buckets log their accesses', pt: 'Os buckets registram seus acessos' },
    severity: 'medium',
  },
  {
    id: 'fsbp/S3.10',
    title: { en: 'Versioned buckets have lifecycle rules', pt: 'Os buckets com versões têm regras de ciclo de vida' },
    severity: 'medium',
  },
  {
    id: 'fsbp/S3.11',
    title: { en: 'Buckets notify about events', pt: 'Os buckets notificam eventos' },
    severity: 'medium',
  },
  {
    id: 'fsbp/S3.12',
    title: { en: 'Buckets do not use access control lists', pt: 'Os buckets não usam listas de controle de acesso' },
    severity: 'medium',
  },
  {
    id: 'fsbp/S3.13',
    title: { en: 'Buckets have lifecycle rules', pt: 'Os buckets têm regras de ciclo de vida' },
    severity: 'low',
  },
  {
    id: 'fsbp/S3.14',
    title: { en: 'Buckets keep versions', pt: 'Os buckets guardam versões' },
    severity: 'low',
    outside: true,
  },
  {
    id: 'fsbp/S3.15',
    title: { en: 'Buckets lock objects', pt: 'Os buckets bloqueiam objetos contra exclusão' },
    severity: 'medium',
    outside: true,
  },
  {
    id: 'fsbp/S3.17',
    title: { en: 'Buckets are encrypted with KMS', pt: 'Os buckets são criptografados com KMS' },
    severity: 'medium',
    outside: true,
  },
  {
    id: 'fsbp/S3.19',
    title: { en: 'Access points block public access', pt: 'Os pontos de acesso bloqueiam o acesso público' },
    severity: 'critical',
  },
  {
    id: 'fsbp/S3.20',
    title: { en: 'Buckets ask for MFA to delete versions', pt: 'Os buckets pedem MFA para excluir versões' },
    severity: 'low',
    outside: true,
  },
  {
    id: 'fsbp/S3.24',
    title: {
      en: 'Multi-Region Access Points block public access',
      pt: 'Os pontos de acesso multirregionais bloqueiam o acesso público',
    },
    severity: 'high',
  },
  {
    id: 'fsbp/S3.25',
    title: { en: 'Directory buckets have lifecycle rules', pt: 'Os buckets de diretório têm regras de ciclo de vida' },
    severity: 'low',
  },
  {
    id: 'fsbp/EC2.1',
    title: { en: 'EBS snapshots are not public', pt: 'Os snapshots do EBS não são públicos' },
    severity: 'critical',
  },
  {
    id: 'fsbp/EC2.2',
    title: {
      en: 'Default security groups let nothing through',
      pt: 'Os grupos de segurança padrão não deixam passar nada',
    },
    severity: 'high',
  },
  {
    id: 'fsbp/EC2.3',
    title: { en: 'Attached EBS volumes are encrypted', pt: 'Os volumes EBS anexados são criptografados' },
    severity: 'medium',
  },
  {
    id: 'fsbp/EC2.4',
    title: { en: 'Stopped instances are removed in time', pt: 'As instâncias paradas são removidas a tempo' },
    severity: 'medium',
  },
  { id: 'fsbp/EC2.6', title: { en: 'VPCs write flow logs', pt: 'As VPCs gravam logs de fluxo' }, severity: 'medium' },
  {
    id: 'fsbp/EC2.7',
    title: { en: 'New EBS volumes are encrypted by default', pt: 'Os novos volumes EBS são criptografados por padrão' },
    severity: 'medium',
  },
  {
    id: 'fsbp/EC2.8',
    title: {
      en: 'Instances accept version 2 of the metadata service only',
      pt: 'As instâncias aceitam somente a versão 2 do serviço de metadados',
    },
    severity: 'high',
  },
  {
    id: 'fsbp/EC2.9',
    title: { en: 'Instances have no public address', pt: 'As instâncias não têm endereço público' },
    severity: 'high',
  },
  {
    id: 'fsbp/EC2.10',
    title: {
      en: 'The EC2 API is reached through a VPC endpoint',
      pt: 'A API do EC2 é acessada por um endpoint de VPC',
    },
    severity: 'medium',
  },
  {
    id: 'fsbp/EC2.12',
    title: { en: 'Elastic IP addresses are in use', pt: 'Os endereços IP elásticos estão em uso' },
    severity: 'low',
    outside: true,
  },
  {
    id: 'fsbp/EC2.13',
    title: { en: 'SSH is closed to the internet', pt: 'O SSH é fechado à internet' },
    severity: 'high',
    outside: true,
  },
  {
    id: 'fsbp/EC2.14',
    title: { en: 'RDP is closed to the internet', pt: 'O RDP é fechado à internet' },
    severity: 'high',
    outside: true,
  },
  {
    id: 'fsbp/EC2.15',
    title: { en: 'Subnets give out no public addresses', pt: 'As sub-redes não distribuem endereços públicos' },
    severity: 'medium',
  },
  { id: 'fsbp/EC2.16', title: { en: 'Network ACLs are in use', pt: 'As ACLs de rede estão em uso' }, severity: 'low' },
  {
    id: 'fsbp/EC2.17',
    title: { en: 'Instances have one network interface', pt: 'As instâncias têm uma interface de rede' },
    severity: 'low',
  },
  {
    id: 'fsbp/EC2.18',
    title: {
      en: 'Only allowed ports are open to the internet',
      pt: 'Somente portas permitidas são abertas à internet',
    },
    severity: 'high',
  },
  {
    id: 'fsbp/EC2.19',
    title: { en: 'High-risk ports are closed to the internet', pt: 'As portas de alto risco são fechadas à internet' },
    severity: 'medium',
  },
  {
    id: 'fsbp/EC2.20',
    title: { en: 'Both tunnels of a VPN connection are up', pt: 'Os dois túneis de uma conexão VPN estão ativos' },
    severity: 'medium',
  },
  {
    id: 'fsbp/EC2.21',
    title: {
      en: 'Network ACLs keep SSH and RDP closed to the internet',
      pt: 'As ACLs de rede mantêm SSH e RDP fechados à internet',
    },
    severity: 'medium',
  },
  {
    id: 'fsbp/EC2.22',
    title: { en: 'Security groups are in use', pt: 'Os grupos de segurança estão em uso' },
    severity: 'medium',
    outside: true,
  },
  {
    id: 'fsbp/EC2.23',
    title: {
      en: 'Transit gateways do not accept VPC attachments by themselves',
      pt: 'Os transit gateways não aceitam anexos de VPC automaticamente',
    },
    severity: 'high',
  },
  {
    id: 'fsbp/EC2.24',
    title: { en: 'Instances are not paravirtual', pt: 'As instâncias não são paravirtuais' },
    severity: 'medium',
  },
  {
    id: 'fsbp/EC2.25',
    title: { en: 'Launch templates give no public address', pt: 'Os modelos de execução não dão endereço público' },
    severity: 'high',
  },
  {
    id: 'fsbp/EC2.28',
    title: { en: 'EBS volumes are in a backup plan', pt: 'Os volumes EBS estão em um plano de backup' },
    severity: 'low',
    outside: true,
  },
  {
    id: 'fsbp/EC2.51',
    title: { en: 'Client VPN endpoints log connections', pt: 'Os endpoints do Client VPN registram conexões' },
    severity: 'low',
  },
  {
    id: 'fsbp/EC2.55',
    title: {
      en: 'The ECR API is reached through a VPC endpoint',
      pt: 'A API do ECR é acessada por um endpoint de VPC',
    },
    severity: 'medium',
  },
  {
    id: 'fsbp/EC2.56',
    title: {
      en: 'The Docker registry is reached through a VPC endpoint',
      pt: 'O registro Docker é acessado por um endpoint de VPC',
    },
    severity: 'medium',
  },
  {
    id: 'fsbp/EC2.57',
    title: {
      en: 'Systems Manager is reached through a VPC endpoint',
      pt: 'O Systems Manager é acessado por um endpoint de VPC',
    },
    severity: 'medium',
  },
  {
    id: 'fsbp/EC2.58',
    title: {
      en: 'Systems Manager contacts are reached through a VPC endpoint',
      pt: 'Os contatos do Systems Manager são acessados por um endpoint de VPC',
    },
    severity: 'medium',
  },
  {
    id: 'fsbp/EC2.60',
    title: {
      en: 'Systems Manager incidents are reached through a VPC endpoint',
      pt: 'Os incidentes do Systems Manager são acessados por um endpoint de VPC',
    },
    severity: 'medium',
  },
  {
    id: 'fsbp/EC2.170',
    title: {
      en: 'Launch templates ask for version 2 of the metadata service',
      pt: 'Os modelos de execução exigem a versão 2 do serviço de metadados',
    },
    severity: 'low',
  },
  {
    id: 'fsbp/EC2.171',
    title: { en: 'VPN connections write logs', pt: 'As conexões VPN gravam logs' },
    severity: 'medium',
  },
  {
    id: 'fsbp/EC2.172',
    title: { en: 'VPCs block traffic of internet gateways', pt: 'As VPCs bloqueiam o tráfego de internet gateways' },
    severity: 'medium',
  },
  {
    id: 'fsbp/EC2.173',
    title: { en: 'Spot fleets encrypt their EBS volumes', pt: 'As frotas spot criptografam seus volumes EBS' },
    severity: 'medium',
  },
  {
    id: 'fsbp/EC2.180',
    title: {
      en: 'Network interfaces check source and destination',
      pt: 'As interfaces de rede verificam origem e destino',
    },
    severity: 'medium',
  },
  {
    id: 'fsbp/EC2.181',
    title: { en: 'Launch templates encrypt EBS volumes', pt: 'Os modelos de execução criptografam volumes EBS' },
    severity: 'medium',
  },
  {
    id: 'fsbp/IAM.1',
    title: {
      en: 'No attached policy grants full administration',
      pt: 'Nenhuma política anexada concede administração total',
    },
    severity: 'high',
  },
  {
    id: 'fsbp/IAM.2',
    title: { en: 'Users get permissions through groups only', pt: 'Os usuários recebem permissões somente por grupos' },
    severity: 'low',
  },
  {
    id: 'fsbp/IAM.3',
    title: { en: 'Access keys are rotated within 90 days', pt: 'As chaves de acesso são trocadas em até 90 dias' },
    severity: 'medium',
  },
  {
    id: 'fsbp/IAM.4',
    title: { en: 'The root user has no access keys', pt: 'O usuário root não tem chaves de acesso' },
    severity: 'critical',
  },
  {
    id: 'fsbp/IAM.5',
    title: { en: 'Users with a console password have MFA', pt: 'Os usuários com senha de console têm MFA' },
    severity: 'medium',
  },
  {
    id: 'fsbp/IAM.6',
    title: { en: 'The root user has a hardware MFA device', pt: 'O usuário root tem um dispositivo de MFA físico' },
    severity: 'critical',
  },
  {
    id: 'fsbp/IAM.7',
    title: { en: 'The password policy is strong', pt: 'A política de senhas é forte' },
    severity: 'medium',
  },
  {
    id: 'fsbp/IAM.8',
    title: { en: 'Credentials unused for 90 days are removed', pt: 'As credenciais sem uso há 90 dias são removidas' },
    severity: 'medium',
  },
  {
    id: 'fsbp/IAM.9',
    title: { en: 'The root user has MFA', pt: 'O usuário root tem MFA' },
    severity: 'critical',
    outside: true,
  },
  {
    id: 'fsbp/IAM.10',
    title: {
      en: 'The password policy asks for every kind of character',
      pt: 'A política de senhas exige todos os tipos de caracteres',
    },
    severity: 'medium',
    outside: true,
  },
  {
    id: 'fsbp/IAM.19',
    title: { en: 'Every user has MFA', pt: 'Todos os usuários têm MFA' },
    severity: 'medium',
    outside: true,
  },
  {
    id: 'fsbp/IAM.21',
    title: {
      en: 'Customer policies grant no whole service',
      pt: 'As políticas do cliente não concedem um serviço inteiro',
    },
    severity: 'low',
  },
  {
    id: 'fsbp/IAM.22',
    title: {
      en: 'Credentials unused for 45 days are disabled',
      pt: 'As credenciais sem uso há 45 dias são desativadas',
    },
    severity: 'medium',
    outside: true,
  },
  {
    id: 'fsbp/IAM.26',
    title: {
      en: 'No expired server certificates are stored in IAM',
      pt: 'Nenhum certificado de servidor vencido está guardado no IAM',
    },
    severity: 'medium',
    outside: true,
  },
] as const;
