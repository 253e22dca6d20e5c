/** Judges user data, the same for instances and for launch templates. */
import { cannotTell, condition, passIf, text, type Outcome } from '@cspmexa/policy-kit';
import { decodeUserData } from './decode.js';
import { findSecrets, type SecretEvidence } from './secrets.js';

/** One piece of user data and where it stands in the resource. */
export interface UserDataAt {
  readonly path: string;
  readonly data: string | null;
}

const mostShown = 10;
const where = ({ line, kind, name }: SecretEvidence) => `${kind}${name ? ` ${name}` : ''} (${line})`;

/** Passes where nothing holds a secret; fails naming lines, kinds and names, never values; unknown where something is not text. */
export function judgeUserData(pieces: readonly UserDataAt[]): Outcome {
  const decoded = pieces.map(({ path, data }) => ({ path, ...decodeUserData(data ?? '') }));
  const conditions = decoded.flatMap((piece) => {
    if (!piece.readable) return [];
    const found = piece.parts.flatMap((part, index) =>
      findSecrets(part).map((secret) => (piece.parts.length > 1 ? { part: index + 1, ...secret } : secret)),
    );
    const says = text('No secret is written in the user data', 'Nenhum segredo está escrito nos dados do usuário');
    return [
      {
        found,
        condition: condition(found.length === 0, says, { path: piece.path, actual: found.slice(0, mostShown) }),
      },
    ];
  });
  const found = conditions.flatMap((piece) => piece.found);
  if (found.length === 0 && decoded.some(({ readable }) => !readable))
    return cannotTell(text('The user data is not text.', 'Os dados do usuário não são texto.'));
  const named = found.slice(0, 3).map(where).join(', ');
  return passIf(
    conditions.map((piece) => piece.condition),
    text(`Secrets in the user data, by line: ${named}.`, `Segredos nos dados do usuário, por linha: ${named}.`),
  );
}
