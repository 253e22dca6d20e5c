/** Policy documents inside a check. */
import { unknown } from '@cspmexa/resources';
import { isProblem, parseDocument, type PolicyDocument } from './iam/index.js';
import { UnknownSignal } from './signal.js';

/** Parses a document. One that cannot be read makes the verdict unknown: it is never taken for an empty one. */
export function readDocument(input: unknown): PolicyDocument {
  const parsed = parseDocument(input);
  if (isProblem(parsed))
    throw new UnknownSignal(
      unknown('malformed', '', `The policy document cannot be read: ${parsed.detail} (${parsed.path})`),
    );
  return parsed;
}
