import type {
  GetOpenIDConnectProviderRequest,
  GetSAMLProviderRequest,
  ListServerCertificatesRequest,
} from '@aws-sdk/client-iam';
import type { Handlers } from '../context.js';
import { noSuchEntity } from '../errors.js';
import { iamPage } from './paging.js';

/** Operations that read server certificates and identity providers. */
export const providerReads: Handlers = {
  ListServerCertificates: (call, input: ListServerCertificatesRequest) => {
    const prefix = input.PathPrefix ?? '/';
    const all = [...call.account.iam.serverCertificates.values()];
    const { items, ...marker } = iamPage(
      call,
      all.filter((each) => each.Path?.startsWith(prefix)),
      input,
    );
    return { ServerCertificateMetadataList: items, ...marker };
  },
  ListSAMLProviders: ({ account }) => ({
    SAMLProviderList: [...account.iam.samlProviders.values()].map((provider) => ({
      Arn: provider.arn,
      ValidUntil: provider.validUntil,
      CreateDate: provider.createdAt,
    })),
  }),
  GetSAMLProvider: ({ account }, input: GetSAMLProviderRequest) => {
    const provider = account.iam.samlProviders.get(input.SAMLProviderArn ?? '');
    if (provider === undefined) throw noSuchEntity(`SAMLProvider ${input.SAMLProviderArn} does not exist`);
    const { document, createdAt: CreateDate, validUntil: ValidUntil } = provider;
    return { SAMLMetadataDocument: document, CreateDate, ValidUntil, Tags: [] };
  },
  ListOpenIDConnectProviders: ({ account }) => ({
    OpenIDConnectProviderList: [...account.iam.oidcProviders.keys()].map((Arn) => ({ Arn })),
  }),
  GetOpenIDConnectProvider: ({ account }, input: GetOpenIDConnectProviderRequest) => {
    const provider = account.iam.oidcProviders.get(input.OpenIDConnectProviderArn ?? '');
    if (provider === undefined) {
      throw noSuchEntity(`OpenIDConnect Provider not found for arn ${input.OpenIDConnectProviderArn}`);
    }
    return {
      Url: provider.url,
      ClientIDList: provider.clientIds,
      ThumbprintList: provider.thumbprints,
      CreateDate: provider.createdAt,
      Tags: [],
    };
  },
};
