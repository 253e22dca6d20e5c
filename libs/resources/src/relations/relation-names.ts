/** What two resources can be to each other, with the words for it from both sides. */
import type { Text } from '@cspmexa/contracts';

interface Side {
  readonly name: string;
  readonly title: Text;
}

const side = <const Name extends string>(name: Name, en: string, pt: string) => ({ name, title: { en, pt } });

/** Each relation with its opposite. A name is stored, so it never changes its meaning. */
const pairs = [
  [side('protected-by', 'protected by', 'protegido por'), side('protects', 'protects', 'protege')],
  [side('lies-in', 'lies in', 'fica em'), side('contains', 'contains', 'contém')],
  [side('attaches', 'has attached', 'tem anexado'), side('attached-to', 'attached to', 'anexado a')],
  [side('made-from', 'made from', 'criado a partir de'), side('source-of', 'source of', 'origem de')],
  [
    side('acts-as', 'acts as', 'age como'),
    side('lends-permissions-to', 'lends its permissions to', 'empresta suas permissões a'),
  ],
  [
    side('handed-out-by', 'handed out by the instance profile', 'entregue pelo perfil de instância'),
    side('hands-out', 'hands out', 'entrega'),
  ],
  [
    side('may-be-assumed-by', 'may be assumed by', 'pode ser assumida por'),
    side('may-assume', 'may assume', 'pode assumir'),
  ],
  [
    side('may-not-be-assumed-by', 'must not be assumed by', 'não pode ser assumida por'),
    side('may-not-assume', 'must not assume', 'não pode assumir'),
  ],
  [side('permitted-by', 'has the policy', 'tem a política'), side('permits', 'attached to', 'associada a')],
  [
    side('limited-by', 'has the permissions boundary', 'tem o limite de permissões'),
    side('limits', 'is the permissions boundary of', 'é o limite de permissões de'),
  ],
  [side('member-of', 'member of', 'membro de'), side('has-member', 'has the member', 'tem como membro')],
  [side('encrypted-with', 'encrypted with', 'criptografado com'), side('encrypts', 'encrypts', 'criptografa')],
  [
    side('logs-to', 'writes its logs to', 'grava seus logs em'),
    side('keeps-logs-of', 'keeps the logs of', 'guarda os logs de'),
  ],
  [
    side('replicates-to', 'replicates to', 'replica para'),
    side('receives-copies-of', 'receives copies of', 'recebe cópias de'),
  ],
  [side('leads-to', 'leads to', 'leva a'), side('reached-through', 'reached through', 'acessado por')],
  [side('routes-for', 'routes the traffic of', 'roteia o tráfego de'), side('routed-by', 'routed by', 'roteado por')],
  [
    side('routes-to', 'sends traffic to', 'envia tráfego para'),
    side('target-of', 'receives traffic from', 'recebe tráfego de'),
  ],
  [
    side('filters', 'filters the traffic of', 'filtra o tráfego de'),
    side('filtered-by', 'filtered by', 'filtrado por'),
  ],
  [side('lets-in', 'lets in', 'deixa entrar'), side('let-in-by', 'let in by', 'admitido por')],
  [
    side('lets-out-to', 'lets out to', 'deixa sair para'),
    side('open-from', 'reachable from', 'alcançável a partir de'),
  ],
  [side('connects', 'connects', 'conecta'), side('connected-by', 'connected by', 'conectado por')],
  [side('shared-with', 'shared with', 'compartilhado com'), side('may-use', 'may use', 'pode usar')],
  [side('opened-with', 'opened with the key', 'acessado com a chave'), side('opens', 'is the key to', 'é a chave de')],
] as const;

export type RelationName = (typeof pairs)[number][number]['name'];

const opposites = new Map<string, Side>();
const sides = new Map<string, Side>();
for (const [one, other] of pairs) {
  sides.set(one.name, one).set(other.name, other);
  opposites.set(one.name, other).set(other.name, one);
}

/** Every name, in the order in which a person reads them. */
export const relationNames: readonly RelationName[] = pairs.flat().map(({ name }) => name);

/** What the other one calls it; a name that this version does not know stays as it is. */
export const oppositeOf = (relation: string): string => opposites.get(relation)?.name ?? relation;

/** The words for a relation as the resource at hand sees it. */
export const relationTitle = (relation: string): Text => sides.get(relation)?.title ?? { en: relation, pt: relation };
