import {
  GetOpenIDConnectProviderCommand,
  ListOpenIDConnectProvidersCommand,
  type OpenIDConnectProviderListEntry,
} from '@aws-sdk/client-iam';
import { defineCollector, defineSource, fromCall, type Listing } from '@cspmexa/collector-kit';
import { IamOidcProvider } from '@cspmexa/resources';

const action = 'iam:ListOpenIDConnectProviders';

const oidcProviders = defineSource<Listing<OpenIDConnectProviderListEntry>>({
  actions: [action],
  load: (aws) =>
    aws.list(
      action,
      (_token, options) => aws.clients.iam().send(new ListOpenIDConnectProvidersCommand({}), options),
      ({ OpenIDConnectProviderList }) => ({ items: OpenIDConnectProviderList }),
    ),
});

/** AWS lists them by their ARNs alone, which end in the URL. */
const urlIn = (arn: string | undefined): string | undefined => /:oidc-provider\/(.+)$/.exec(arn ?? '')?.[1];

export const iamOidcProvider = defineCollector<OpenIDConnectProviderListEntry>()({
  collects: IamOidcProvider,
  list: oidcProviders,
  base: ({ Arn }) => ({ url: urlIn(Arn), arn: Arn }),
  facets: {
    settings: fromCall({
      action: 'iam:GetOpenIDConnectProvider',
      read: async (aws, { Arn }) => {
        const answer = await aws.call('iam:GetOpenIDConnectProvider', (options) =>
          aws.clients.iam().send(new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: Arn }), options),
        );
        return { clientIds: answer.ClientIDList, thumbprints: answer.ThumbprintList };
      },
    }),
  },
});
