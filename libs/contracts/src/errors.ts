/** The catalogue of expected errors: code → HTTP status → one sentence in both languages. Anything else is a bug and answers `internal`. */
import { z } from 'zod';

type Entry = { readonly status: number; readonly title: { readonly en: string; readonly pt: string } };

const entry = (status: number, en: string, pt: string): Entry => ({ status, title: { en, pt } });

export const errorCatalogue = {
  'invalid-input': entry(400, 'The request is not valid.', 'A requisição não é válida.'),
  'malformed-json': entry(400, 'The body is not valid JSON.', 'O corpo não é um JSON válido.'),
  'invalid-cursor': entry(
    400,
    'The cursor is not one of ours: start again without it.',
    'O cursor não é nosso: recomece sem ele.',
  ),
  unauthenticated: entry(401, 'Sign in first.', 'Entre na sua conta primeiro.'),
  'session-ended': entry(401, 'The session has ended: sign in again.', 'A sessão terminou: entre novamente.'),
  'mfa-required': entry(
    401,
    'Give the code of your authenticator first.',
    'Informe antes o código do seu autenticador.',
  ),
  'wrong-code': entry(
    403,
    'The code is wrong, too old, or was used already.',
    'O código está errado, é antigo demais ou já foi usado.',
  ),
  'step-up-required': entry(
    403,
    'Prove again that it is you: this needs a code or a sign-in of the last five minutes.',
    'Confirme de novo que é você: isto exige um código ou uma entrada dos últimos cinco minutos.',
  ),
  'sign-in-failed': entry(403, 'The sign-in could not be completed.', 'Não foi possível concluir a entrada.'),
  'not-invited': entry(
    403,
    'This person is not a member: ask an admin to add them.',
    'Esta pessoa não é membro: peça a um administrador que a adicione.',
  ),
  forbidden: entry(403, 'Your role does not allow this.', 'Seu papel não permite isto.'),
  'untrusted-origin': entry(
    403,
    'The request comes from a page that is not ours.',
    'A requisição vem de uma página que não é nossa.',
  ),
  'not-found': entry(404, 'There is nothing here.', 'Não há nada aqui.'),
  'method-not-allowed': entry(405, 'This address does not know that method.', 'Este endereço não conhece este método.'),
  conflict: entry(409, 'It conflicts with what is there already.', 'Entra em conflito com o que já existe.'),
  'changed-meanwhile': entry(
    409,
    'Somebody changed it since you read it: look at it again.',
    'Alguém mudou isto desde que você leu: olhe de novo.',
  ),
  'too-many': entry(
    422,
    'These are too many at once: narrow the selection or remove some.',
    'É demais de uma vez: reduza a seleção ou remova alguns.',
  ),
  'no-sandbox': entry(
    409,
    'This installation has no sandbox account.',
    'Esta instalação não tem conta de demonstração.',
  ),
  'account-exists': entry(409, 'This AWS account is connected already.', 'Esta conta AWS já está conectada.'),
  'scan-running': entry(
    409,
    'A scan of this account with this scope is running already.',
    'Já há uma varredura desta conta com este escopo em andamento.',
  ),
  'last-admin': entry(
    409,
    'The last admin cannot be removed or demoted.',
    'O último administrador não pode ser removido nem rebaixado.',
  ),
  'mfa-enrolled': entry(409, 'An authenticator is set up already.', 'Já há um autenticador configurado.'),
  'mfa-not-enrolled': entry(409, 'No authenticator is set up.', 'Nenhum autenticador está configurado.'),
  'mfa-needed-by-policy': entry(
    409,
    'Your organisation requires an authenticator: it cannot be removed.',
    'Sua organização exige um autenticador: ele não pode ser removido.',
  ),
  'not-yourself': entry(
    403,
    'Nobody changes their own role or access: ask another admin.',
    'Ninguém muda o próprio papel ou acesso: peça a outro administrador.',
  ),
  'scope-too-wide': entry(
    403,
    'A token cannot be allowed more than you may do yourself.',
    'Um token não pode ter mais permissões do que você.',
  ),
  'not-cancellable': entry(409, 'The scan has ended already.', 'A varredura já terminou.'),
  'not-resumable': entry(
    409,
    'There is nothing left to resume: it runs, it ended with every unit, or a newer scan has overtaken it.',
    'Não há o que retomar: está em andamento, terminou com todas as unidades, ou uma varredura mais nova a ultrapassou.',
  ),
  'request-timeout': entry(408, 'The request took too long to arrive.', 'A requisição demorou demais para chegar.'),
  'too-large': entry(413, 'The body is too large.', 'O corpo é grande demais.'),
  'url-too-long': entry(414, 'The address is too long.', 'O endereço é longo demais.'),
  'unsupported-media-type': entry(415, 'Send the body as application/json.', 'Envie o corpo como application/json.'),
  'role-open-without-external-id': entry(
    422,
    'The role can be assumed without its ExternalId: add the sts:ExternalId condition to its trust policy.',
    'A role pode ser assumida sem o seu ExternalId: adicione a condição sts:ExternalId à política de confiança.',
  ),
  'role-not-assumable': entry(
    422,
    'The role could not be assumed: check its ARN and trust policy.',
    'Não foi possível assumir a role: confira o ARN e a política de confiança.',
  ),
  'not-an-organization': entry(
    422,
    'AWS Organizations cannot be read through this account: use the management account or a delegated administrator, and grant its actions.',
    'Não é possível ler o AWS Organizations por esta conta: use a conta de gerenciamento ou um administrador delegado, e conceda as ações.',
  ),
  'credentials-missing': entry(
    422,
    'No AWS credentials were found for this account.',
    'Não foram encontradas credenciais AWS para esta conta.',
  ),
  'headers-too-large': entry(431, 'The headers are too large.', 'Os cabeçalhos são grandes demais.'),
  'rate-limited': entry(429, 'Too many requests: wait and try again.', 'Requisições demais: aguarde e tente de novo.'),
  internal: entry(
    500,
    'Something went wrong on our side. Quote the trace id when you report it.',
    'Algo deu errado do nosso lado. Informe o identificador de rastreio ao relatar.',
  ),
  unavailable: entry(
    503,
    'A part of the system is not available right now: try again shortly.',
    'Uma parte do sistema está indisponível: tente novamente em instantes.',
  ),
  'upstream-timeout': entry(504, 'A part of the system took too long.', 'Uma parte do sistema demorou demais.'),
} as const satisfies Record<string, Entry>;

export type ErrorCode = keyof typeof errorCatalogue;
export const errorCodes = Object.keys(errorCatalogue) as [ErrorCode, ...ErrorCode[]];

/** An RFC 9457 problem, the body of every answer that is not a success. `pointer` is a JSON pointer into the input, headed by `params`, `query` or `body`. */
export const Problem = z.object({
  type: z.string().describe('A stable URI reference: /problems/<code>.'),
  title: z.string(),
  status: z.int(),
  code: z.enum(errorCodes),
  detail: z.string().optional(),
  traceId: z.string(),
  errors: z.array(z.object({ pointer: z.string(), message: z.string() })).optional(),
});
export type Problem = z.infer<typeof Problem>;
