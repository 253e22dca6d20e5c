/** Sessions of a person of the sandbox: several, because each may ask only so often. */
import { z } from 'zod';
import { SignedIn } from '../chaos/signed-in.js';

const Renewal = z.object({ accessToken: z.string() });

export class Sessions {
  private asked = 0;

  private constructor(private readonly authorizations: readonly string[]) {}

  /** Signs the person in `count` times. */
  static async start(site: string, name: string, count: number): Promise<Sessions> {
    const authorizations: string[] = [];
    for (let number = 0; number < count; number += 1) {
      const { status, text } = await (await SignedIn.start(site, name)).renew();
      if (status !== 200) throw new Error(`${name} was not let in: ${status} ${text}`);
      authorizations.push(`Bearer ${Renewal.parse(JSON.parse(text)).accessToken}`);
    }
    return new Sessions(authorizations);
  }

  /** The `Authorization` header of one of them, each in turn. */
  async next(): Promise<string> {
    this.asked += 1;
    return this.authorizations[this.asked % this.authorizations.length] ?? '';
  }
}
