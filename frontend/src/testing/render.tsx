/** Renders a component as the page would: theme, texts, queries and an address. For tests. */
import type { Language } from '@cspmexa/contracts';
import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, type RenderResult } from '@testing-library/react';
import type { ReactNode } from 'react';
import { MemoryRouter, useLocation } from 'react-router';
import { loadPageTexts, startI18n, switchLanguage } from '../i18n/i18n.js';
import { theme } from '../theme.js';

/** jsdom has neither of these, and Mantine asks for both. */
function giveBrowserParts(): void {
  window.matchMedia ??= (media) =>
    ({ matches: false, media, addEventListener() {}, removeEventListener() {} }) as unknown as MediaQueryList; // The rest is not asked for.
  window.ResizeObserver ??= class {
    observe(): void {}
    unobserve(): void {}
    disconnect(): void {}
  };
  Element.prototype.scrollIntoView ??= () => undefined;
}

const Address = () => {
  const { pathname, search } = useLocation();
  return <p data-testid="address">{pathname + search}</p>;
};

interface Options {
  readonly at?: string;
  readonly language?: Language;
}

/** The address is shown in an element with the test id `address`. */
export async function renderPage(page: ReactNode, { at = '/', language = 'en' }: Options = {}): Promise<RenderResult> {
  giveBrowserParts();
  await startI18n(language);
  await loadPageTexts();
  await switchLanguage(language);
  return render(
    <MantineProvider theme={theme} env="test">
      <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
        <MemoryRouter initialEntries={[at]}>
          {page}
          <Address />
        </MemoryRouter>
      </QueryClientProvider>
    </MantineProvider>,
  );
}
