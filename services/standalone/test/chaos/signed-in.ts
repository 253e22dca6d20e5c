/** A person who signs in with the sandbox Google through the gateway, as a browser does. */

export interface Page {
  readonly status: number;
  readonly text: string;
}

export class SignedIn {
  private readonly cookies = new Map<string, string>();

  private constructor(private readonly site: string) {}

  /** Signs in as one of the sandbox's people, by name. */
  static async start(site: string, name: string): Promise<SignedIn> {
    const browser = new SignedIn(site);
    const google = await browser.follow(`${site}/api/v1/auth/google?returnTo=/findings`);
    const choose = await (await fetch(google)).text();
    const [, href = ''] =
      [...choose.matchAll(/href="(choose\?[^"]*)"[\s\S]*?<strong>([^<]*)</g)].find(([, , other]) => other === name) ??
      [];
    if (!href) throw new Error(`Google does not offer ${name}.`);
    const chosen = await fetch(new URL(href.replaceAll(/&(amp|#38);/g, '&'), google), { redirect: 'manual' });
    await browser.follow(chosen.headers.get('location') ?? '');
    return browser;
  }

  /** Asks for an access token, and for the next session token with it. */
  async renew(): Promise<Page> {
    const answer = await this.send(`${this.site}/api/v1/auth/refresh`, { method: 'POST' });
    return { status: answer.status, text: await answer.text() };
  }

  /** The status of a call with the token of a renewal. */
  async me({ text }: Page): Promise<number> {
    const { accessToken } = JSON.parse(text) as { accessToken: string }; // the contract of refreshSession
    const answer = await fetch(`${this.site}/api/v1/me`, { headers: { authorization: `Bearer ${accessToken}` } });
    await answer.arrayBuffer();
    return answer.status;
  }

  /** Where a page of the site leads. */
  private async follow(url: string): Promise<string> {
    const answer = await this.send(url, {});
    const location = answer.headers.get('location');
    if (location === null) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
    return new URL(location, url).href;
  }

  private async send(url: string, init: RequestInit): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(url, { ...init, redirect: 'manual', headers: { cookie, origin: this.site } });
    for (const text of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=;]+)=([^;]*)/.exec(text) ?? [];
      if (value) this.cookies.set(name, value);
      else this.cookies.delete(name);
    }
    return answer;
  }
}
