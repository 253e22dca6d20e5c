import { ListServerCertificatesCommand, type ServerCertificateMetadata } from '@aws-sdk/client-iam';
import { defineCollector, defineSource, fromListing, whenOf, type Listing } from '@cspmexa/collector-kit';
import { IamServerCertificate } from '@cspmexa/resources';
import { nextMarker } from './sources/next-marker.js';

const action = 'iam:ListServerCertificates';

const serverCertificates = defineSource<Listing<ServerCertificateMetadata>>({
  actions: [action],
  load: (aws) =>
    aws.list(
      action,
      (Marker, options) =>
        aws.clients
          .iam()
          .send(
            new ListServerCertificatesCommand({ MaxItems: 1_000, ...(Marker === undefined ? {} : { Marker }) }),
            options,
          ),
      (page) => ({ items: page.ServerCertificateMetadataList, next: nextMarker(page) }),
    ),
});

export const iamServerCertificate = defineCollector<ServerCertificateMetadata>()({
  collects: IamServerCertificate,
  list: serverCertificates,
  base: ({ ServerCertificateName, Path, Arn }) => ({ name: ServerCertificateName, path: Path, arn: Arn }),
  facets: {
    validity: fromListing(({ UploadDate, Expiration }) => ({
      uploadedAt: whenOf(UploadDate),
      expiresAt: whenOf(Expiration),
    })),
  },
});
