/** Finds the contract of a request. What has no contract does not exist. */
import type { Method, Route } from '@cspmexa/contracts';

export type Match =
  | { readonly found: 'route'; readonly route: Route }
  | { readonly found: 'other-methods'; readonly allowed: readonly Method[] }
  | { readonly found: 'nothing' };

/** A matcher over these routes. Paths are compared segment by segment, as they stand: no decoding, no dots, no doubled slashes. */
export function routeMatcher(routes: readonly Route[]): (method: string, path: string) => Match {
  const bySize = new Map<number, { readonly route: Route; readonly segments: readonly string[] }[]>();
  for (const route of routes) {
    const segments = route.path.split('/');
    bySize.set(segments.length, [...(bySize.get(segments.length) ?? []), { route, segments }]);
  }
  return (method, path) => {
    const given = path.split('/');
    const matching = (bySize.get(given.length) ?? []).filter(({ segments }) =>
      segments.every((segment, index) => (segment.startsWith(':') ? isName(given[index]) : segment === given[index])),
    );
    const [exact] = matching.filter(({ route }) => route.method === method);
    if (exact) return { found: 'route', route: exact.route };
    if (matching.length === 0) return { found: 'nothing' };
    return { found: 'other-methods', allowed: matching.map(({ route }) => route.method).sort() };
  };
}

/** Names have no slash and no dots that lead elsewhere, however they are spelt: whoever reads the path after us may decode it. */
function isName(segment: string | undefined): boolean {
  const name = decode(segment ?? '');
  return name !== undefined && name !== '' && name !== '.' && name !== '..' && !/[/\\\p{Cc}]/u.test(name);
}

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
