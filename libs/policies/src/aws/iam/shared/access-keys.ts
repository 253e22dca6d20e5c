/** Access keys as the credential report gives them: two slots a user. */
import type { Credentials } from '@cspmexa/resources';
import { cannotTell, text } from '@cspmexa/policy-kit';

export type AccessKey = Credentials['accessKeys'][number];
export type Slot = AccessKey['slot'];

export const slotTitle = (slot: Slot) => {
  const number = slot === 'access_key_1' ? 1 : 2;
  return text(`Access key ${number}`, `Chave de acesso ${number}`);
};

/** The key in a slot if it is active. */
export const activeKey = ({ accessKeys }: Credentials, slot: Slot): AccessKey | undefined =>
  accessKeys.find((key) => key.slot === slot && key.active);

/** The verdict about a user whom the credential report does not know yet. */
export const notReported = cannotTell(
  text('The credential report is older than the user.', 'O relatório de credenciais é mais antigo que o usuário.'),
);
