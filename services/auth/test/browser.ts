/** A browser as far as signing in needs one: it keeps cookies for one site, and follows nothing by itself. */

/** What was answered. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Where it leads; absolute. */
  readonly location: string | null;
  /** The Set-Cookie headers as they came. */
  readonly setCookies: readonly string[];
}

/** Fetches a page without following where it leads. */
export async function fetchPage(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, { ...init, redirect: 'manual' });
  const location = response.headers.get('location');
  return {
    status: response.status,
    headers: response.headers,
    text: await response.text(),
    location: location === null ? null : new URL(location, url).href,
    setCookies: response.headers.getSetCookie(),
  };
}

export class Browser {
  /** Cookies of the site, by name. */
  readonly cookies = new Map<string, string>();

  /** `site` is the address that it knows; `reach` the one where the site really listens, when they differ. */
  constructor(
    readonly site: string,
    private readonly reach: string = site,
  ) {}

  /** Goes to an address of the site (a path, or the whole), with its cookies. */
  async go(address: string, init: RequestInit = {}): Promise<Answer> {
    const url = new URL(address, this.site);
    if (url.origin !== new URL(this.site).origin) throw new Error(`${url.origin} is another site.`);
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = new Headers(init.headers);
    if (cookie && !headers.has('cookie')) headers.set('cookie', cookie);
    const answer = await fetchPage(`${this.reach}${url.pathname}${url.search}`, { ...init, headers });
    for (const text of answer.setCookies) this.keep(text);
    return answer;
  }

  /** Posts as a page of the site does. */
  post(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.go(path, { method: 'POST', headers: { origin: this.site, ...headers } });
  }

  /** The same cookies in another one, as a thief or a second tab has them. */
  copy(): Browser {
    const other = new Browser(this.site, this.reach);
    for (const [name, value] of this.cookies) other.cookies.set(name, value);
    return other;
  }

  private keep(text: string): void {
    const [, name = '', value = ''] = /^([^=;]+)=([^;]*)/.exec(text) ?? [];
    const expires = /expires=([^;]+)/i.exec(text)?.[1];
    const gone =
      /max-age=0/i.test(text) || (expires !== undefined && Date.parse(expires) <= Date.now() && !/max-age/i.test(text));
    if (gone) this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}
