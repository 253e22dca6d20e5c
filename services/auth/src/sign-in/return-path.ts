/** Where a sign-in may lead back to. Pure. */

/** What browsers or proxies on the way may take for a slash: both ASCII ones, and letters that fold into them. */
const slash = /[/\\\u2044\u2215\u2216\u29f5\u29f8\u29f9\ufe68\uff0f\uff3c]/;
const root = '/';

/**
 * The path of a page of `origin` that was asked for, or `/` when what was asked for is none: another site in any spelling, or the API.
 * @param asked a path as it came; anything else is possible, too. @param origin for example https://cspm.example.com
 */
export function returnPathOf(asked: string, origin: string): string {
  if (!asked.startsWith('/') || /[\s\\\p{Cc}]/u.test(asked) || !URL.canParse(asked, origin)) return root;
  const url = new URL(asked, origin);
  if (url.origin !== new URL(origin).origin || url.username || url.password) return root;
  for (const path of decodings(url.pathname))
    if (path === undefined || /[\\\p{Cc}]/u.test(path) || leadsAway(path, url.origin)) return root;
  return `${url.pathname}${url.search}${url.hash}`;
}

/** Whether a path is another site or the API for whoever takes its dots away: `/.//evil` becomes `//evil`. */
function leadsAway(path: string, origin: string): boolean {
  if (slash.test(path.charAt(1)) || !URL.canParse(path, origin)) return true;
  const { pathname } = new URL(path, origin);
  return slash.test(pathname.charAt(1)) || /^\/api(\/|$)/i.test(pathname);
}

/** A path, and what is left of it when others decode it again; undefined for what cannot be decoded. */
function decodings(path: string): (string | undefined)[] {
  const all: (string | undefined)[] = [path];
  for (let text = path; text.includes('%') && all.length < 5; all.push(text)) {
    try {
      text = decodeURIComponent(text);
    } catch {
      // A plain per cent sign that was encoded once is a text.
      return all.length > 1 ? all : [...all, undefined];
    }
  }
  return all;
}
