/** Ways from few permissions to all of them, in the documents that are asked. */
import { condition, fail, grantsAdmin, pass, privilegeEscalations, skip, text } from '@cspmexa/policy-kit';
import type { Outcome } from '@cspmexa/policy-kit';
import { documentsOf, grantsNothing, placesOf, type Source } from './grants.js';

const says = text('No permissions that lead to all others', 'Nenhuma permissão que leva a todas as outras');

/**
 * Fails when permissions on every resource lead to administration. On named resources only (the normal deployment role, which passes one
 * role) they do not count. Administrators have nowhere to climb: they are skipped.
 */
export function judgeEscalation(sources: readonly Source[]): Outcome {
  const documents = documentsOf(sources);
  if (grantsAdmin(documents).outcome !== 'no')
    return skip(text('It grants full administration already.', 'Já concede administração total.'));
  const found = privilegeEscalations(documents).filter(({ reach }) => reach === 'everything');
  if (found.length === 0) return pass(grantsNothing(sources, says));
  const ways = found.map(({ id, actions }) => `${id} (${actions.join(' + ')})`);
  const shown = ways.length > 5 ? `${ways.slice(0, 5).join('; ')}; … +${ways.length - 5}` : ways.join('; ');
  const places = placesOf(
    sources,
    found.flatMap(({ grants }) => grants),
  );
  const sure = found.some(({ outcome, needs }) => outcome === 'yes' && needs === undefined);
  return fail(
    text(`${places} allows privilege escalation: ${shown}.`, `${places} permite escalar privilégios: ${shown}.`),
    found.map(({ id, title, actions, needs, grants }) => {
      const first = grants[0]?.statement;
      const source = sources[first?.document ?? 0];
      return condition(false, says, {
        path: `${source?.path ?? 'document'}.Statement[${first?.index ?? 0}]`,
        actual: { id, title, actions, ...(needs === undefined ? {} : { needs }), statements: grants },
      });
    }),
    sure ? {} : { severity: 'medium' },
  );
}
