/** What a fix is: a planted problem, in words, with what repairs it. */
import type { SandboxAccount } from '../account.js';
import type { Undo } from './undo.js';

/** A sentence in both languages. */
export interface BothLanguages {
  en: string;
  pt: string;
}

/** A resource's ARN in its parts; `name` is what follows the last slash or colon. */
export interface ArnParts {
  arn: string;
  region: string;
  name: string;
}

/** How one kind of problem is repaired. */
export interface Repair {
  title: (name: string) => BothLanguages;
  /** Remembers everything that `apply` changes. */
  remember: (account: SandboxAccount, resource: ArnParts) => Undo;
  /** Calls the operations that a person would call. */
  apply: (account: SandboxAccount, resource: ArnParts) => void;
}

/** Splits an ARN; a global resource has the region us-east-1. */
export function arnParts(arn: string): ArnParts {
  const [, , , region = ''] = arn.split(':');
  return { arn, region: region === '' ? 'us-east-1' : region, name: /[^/:]*$/.exec(arn)?.[0] ?? '' };
}
