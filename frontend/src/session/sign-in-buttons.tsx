import { routes, urlOf, type SignInProvider } from '@cspmexa/contracts';
import { Button } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.js';
import { keys } from '../api/keys.js';
import { GoogleMark } from './google-mark.js';

export const providersQuery = queryOptions({
  queryKey: keys.providers,
  queryFn: ({ signal }) => api.listSignInProviders({}, { signal }),
  staleTime: 300_000,
});

/** While the list is not there, or the server is too old to give one. */
const google: SignInProvider = { id: 'google', name: 'Google' };
const starts = { google: routes.startGoogleSignIn, oidc: routes.startOidcSignIn };

interface Props {
  /** The page to come back to, a path. */
  readonly returnTo: string;
  /** Has the provider ask the person again, for a fresh proof. */
  readonly again?: boolean;
}

/** One button for each identity provider. */
export const SignInButtons = ({ returnTo, again = false }: Props) => {
  const { t } = useTranslation();
  const providers = useQuery(providersQuery).data?.items ?? [google];
  return providers.map(({ id, name }) => (
    <Button
      key={id}
      component="a"
      href={`/api${urlOf(starts[id], { query: { returnTo, ...(again ? { again: 'true' } : {}) } })}`}
      size="md"
      variant="default"
      fullWidth
      leftSection={id === 'google' ? <GoogleMark /> : <IconKey size={18} aria-hidden />}
      data-sign-in={id}
    >
      {t('signIn.with', { name })}
    </Button>
  ));
};
