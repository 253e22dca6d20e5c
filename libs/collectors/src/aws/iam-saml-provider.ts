import { ListSAMLProvidersCommand, type SAMLProviderListEntry } from '@aws-sdk/client-iam';
import { defineCollector, defineSource, fromListing, whenOf, type Listing } from '@cspmexa/collector-kit';
import { IamSamlProvider } from '@cspmexa/resources';

const action = 'iam:ListSAMLProviders';

const samlProviders = defineSource<Listing<SAMLProviderListEntry>>({
  actions: [action],
  load: (aws) =>
    aws.list(
      action,
      (_token, options) => aws.clients.iam().send(new ListSAMLProvidersCommand({}), options),
      ({ SAMLProviderList }) => ({ items: SAMLProviderList }),
    ),
});

/** AWS lists them by their ARNs alone. */
const nameIn = (arn: string | undefined): string | undefined => /:saml-provider\/(.+)$/.exec(arn ?? '')?.[1];

export const iamSamlProvider = defineCollector<SAMLProviderListEntry>()({
  collects: IamSamlProvider,
  list: samlProviders,
  base: ({ Arn }) => ({ name: nameIn(Arn), arn: Arn }),
  facets: {
    validity: fromListing(({ CreateDate, ValidUntil }) => ({
      createdAt: whenOf(CreateDate),
      expiresAt: whenOf(ValidUntil),
    })),
  },
});
