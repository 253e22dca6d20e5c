/** What has to change where an Allow in the role's own policy would not help. */
import type { DeniedBy, MissingPermission, Text } from '@cspmexa/contracts';
import type { z } from 'zod';

type Missing = z.infer<typeof MissingPermission>;

const advices: Readonly<Record<Exclude<DeniedBy, 'identity-policy'>, (what: string) => Text>> = {
  'service-control-policy': (what) => ({
    en: `A service control policy (SCP) of the organization denies ${what}. An Allow in the role does not help: whoever administers AWS Organizations has to exempt the role in the SCP (for example with aws:PrincipalArn). If the SCP closes whole regions, leave these regions out of the account's scope instead.`,
    pt: `Uma política de controle de serviço (SCP) da organização nega ${what}. Um Allow na role não resolve: quem administra o AWS Organizations precisa isentar a role na SCP (por exemplo, com aws:PrincipalArn). Se a SCP fecha regiões inteiras, retire essas regiões do escopo da conta.`,
  }),
  'resource-control-policy': (what) => ({
    en: `A resource control policy (RCP) of the organization denies ${what}. An Allow in the role does not help: whoever administers AWS Organizations has to exempt the role in the RCP (for example with aws:PrincipalArn).`,
    pt: `Uma política de controle de recursos (RCP) da organização nega ${what}. Um Allow na role não resolve: quem administra o AWS Organizations precisa isentar a role na RCP (por exemplo, com aws:PrincipalArn).`,
  }),
  'permissions-boundary': (what) => ({
    en: `The permissions boundary of the role does not allow ${what}. Whoever administers IAM in the account has to add these actions to the boundary, or to make the role without one; the role's own policy has to allow them as well.`,
    pt: `O limite de permissões (permissions boundary) da role não permite ${what}. Quem administra o IAM na conta precisa incluir essas ações no limite, ou criar a role sem ele; a política da própria role também precisa permiti-las.`,
  }),
  'session-policy': (what) => ({
    en: `A session policy denies ${what}. CSPMEXA passes none: whatever hands out the credentials in between (a broker, a federation, the hub account) has to leave these actions in the session.`,
    pt: `Uma política de sessão nega ${what}. A CSPMEXA não envia nenhuma: o que entrega as credenciais no caminho (um intermediário, uma federação, a conta hub) precisa manter essas ações na sessão.`,
  }),
  'vpc-endpoint-policy': (what) => ({
    en: `The policy of a VPC endpoint denies ${what}. Whoever runs the network that the collector is in has to allow these actions for the role in the endpoint's policy, or to let the calls leave by another way.`,
    pt: `A política de um VPC endpoint nega ${what}. Quem opera a rede em que o coletor está precisa permitir essas ações para a role na política do endpoint, ou deixar as chamadas saírem por outro caminho.`,
  }),
  'resource-policy': (what) => ({
    en: `The policy of the resource itself (a bucket policy, for example) denies ${what}. An Allow in the role does not help: the owner of the resource has to exempt the role in the Deny of that policy.`,
    pt: `A política do próprio recurso (uma política de bucket, por exemplo) nega ${what}. Um Allow na role não resolve: o dono do recurso precisa isentar a role no Deny dessa política.`,
  }),
};

const kinds = Object.keys(advices) as readonly (keyof typeof advices)[]; // the keys of a constant

/** One advice for each kind of policy that refused something which no statement of ours can repair. */
export const adviceOn = (missing: readonly Missing[]): Text[] =>
  kinds.flatMap((kind) => {
    const refused = missing.filter(({ deniedBy }) => deniedBy === kind);
    if (refused.length === 0) return [];
    const actions = [...new Set(refused.map(({ action }) => action))].join(', ');
    const regions = [...new Set(refused.flatMap((each) => each.regions))].sort().join(', ');
    return [advices[kind](`${actions} (${regions})`)];
  });

/** For a role that could not be assumed in the middle of a scan. */
export const roleAdvice: Text = {
  en: 'The role of the account could not be assumed: no statement in its policy helps. Check the connection of the account; its trust policy has to name the principal and the ExternalId that the onboarding shows.',
  pt: 'Não foi possível assumir a role da conta: nenhuma permissão na política dela resolve. Verifique a conexão da conta; a política de confiança precisa ter o principal e o ExternalId que a integração mostra.',
};
