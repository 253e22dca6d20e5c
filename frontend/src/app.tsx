import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { queryClient } from './api/query-client.js';
import { Router } from './router.js';
import { cssVariables, theme } from './theme.js';

// Nobody needs a toast before the first paint.
const Toasts = lazy(async () => ({ default: (await import('./shell/toasts.js')).Toasts }));

/** Everything that the pages stand on: theme, queries, routes. */
export const App = () => (
  <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
    <QueryClientProvider client={queryClient}>
      <Suspense>
        <Toasts />
      </Suspense>
      <Router />
    </QueryClientProvider>
  </MantineProvider>
);
