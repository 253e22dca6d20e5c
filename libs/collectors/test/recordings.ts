/**
 * Recorded answers. A file's name says when it is given: `Operation[~selector][.status].xml`. The selector is text that
 * the request must contain; an answer with a matching selector goes before one without.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export interface Recording {
  readonly file: string;
  readonly operation: string;
  readonly selector: string;
  readonly status: number;
  readonly body: string;
}

const folder = path.join(import.meta.dirname, '../src/aws/__replay__');
const namePattern = /^(?<operation>\w+?)(?:~(?<selector>.+?))?(?:\.(?<status>\d{3}))?\.(?:xml|json)$/;

/** Those of one kind, by the name of its collector's file, and those that all kinds of its service share. */
export const recordingsOf = (name: string): Recording[] =>
  [name.replace(/-.*/, ''), name]
    .map((each) => path.join(folder, each))
    .filter(existsSync)
    .flatMap(recordingsIn);

function recordingsIn(directory: string): Recording[] {
  const files = readdirSync(directory, { withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map(({ name }) => {
    const { operation = '', selector = '', status = '200' } = namePattern.exec(name)?.groups ?? {};
    return {
      file: name,
      operation,
      selector,
      status: Number(status),
      body: readFileSync(path.join(directory, name), 'utf8').trimEnd(),
    };
  });
}
