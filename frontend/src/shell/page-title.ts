import { useEffect } from 'react';

interface Claim {
  readonly text: string;
  readonly depth: number;
}

const claims = new Set<Claim>();

/** Titles the document. A drawer (depth 1) wins over the list below it (depth 0) for as long as it is open. */
export function usePageTitle(text: string, depth = 0): void {
  useEffect(() => {
    const claim = { text, depth };
    claims.add(claim);
    apply();
    return () => {
      claims.delete(claim);
      apply();
    };
  }, [text, depth]);
}

function apply(): void {
  const deepest = [...claims].sort((a, b) => b.depth - a.depth)[0];
  document.title = deepest ? `${deepest.text} · CSPMEXA` : 'CSPMEXA';
}
