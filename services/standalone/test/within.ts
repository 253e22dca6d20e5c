/** Runs a command of the command line within this process: what it returns and prints. */
import { jest } from '@jest/globals';

export interface Within {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs it with these variables on top of those of this process. What it throws is thrown. */
export async function within(
  command: (options: unknown) => Promise<number>,
  options: object,
  env: Readonly<Record<string, string>>,
): Promise<Within> {
  const before = { ...process.env };
  const texts = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    jest.spyOn(process[name], 'write').mockImplementation((text) => {
      texts[name] += String(text);
      return true;
    }),
  );
  Object.assign(process.env, env);
  try {
    return { code: await command(options), ...texts };
  } finally {
    process.env = before;
    for (const spy of spies) spy.mockRestore();
  }
}
