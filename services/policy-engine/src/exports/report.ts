/** What a format is given to write. */
import type { ComplianceFramework, Language, Text } from '@cspmexa/contracts';
import type { ExportedFinding } from './exported-finding.js';
import type { FindingCounts } from './finding-pages.js';

/** What is the same for every file. */
export interface About {
  readonly language: Language;
  /** IANA. */
  readonly timeZone: string;
  readonly madeAt: Date;
  /** The e-mail address of who asked. */
  readonly by: string;
}

/** Findings to write. Pages can be read once. */
export interface FindingReport extends About {
  readonly q: string;
  readonly counts: FindingCounts;
  /** Findings in the pages: fewer than there are where a format would become too long. */
  readonly shown: number;
  readonly pages: AsyncIterable<readonly ExportedFinding[]>;
}

/** A framework to write. */
export interface ComplianceReport extends About {
  readonly framework: ComplianceFramework;
  /** Of the account, where it is about one; null: every account. */
  readonly account: string | null;
}

/** A piece of a file. */
export type Chunk = string | Buffer;

export type WriteFindings = (report: FindingReport) => AsyncIterable<Chunk>;
export type WriteCompliance = (report: ComplianceReport) => AsyncIterable<Chunk>;

/** A text in the language of a report. */
export const said = (text: Text, { language }: Pick<About, 'language'>): string => text[language];
