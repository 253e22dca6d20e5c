/** What people call kinds of resources and their parts. */
import { useTranslation } from 'react-i18next';

/** The name of a kind in the page's language; one that this version does not know is called what AWS calls it. */
export function useKindName(): (kind: string) => string {
  const { t, i18n } = useTranslation();
  return (kind) =>
    // A key that exists is one of the typed ones.
    i18n.exists(`resources.kinds.${kind}`) ? t(`resources.kinds.${kind}` as 'resources.kinds.aws.s3.bucket') : kind;
}

/** The name of a part of a resource in the page's language, else as it is written. */
export function useFacetName(): (facet: string) => string {
  const { t, i18n } = useTranslation();
  return (facet) =>
    // A key that exists is one of the typed ones.
    i18n.exists(`resources.facets.${facet}`) ? t(`resources.facets.${facet}` as 'resources.facets.acl') : facet;
}

/** The end of an ARN: what comes after account and region. */
export const shortArn = (arn: string): string => arn.split(':').slice(5).join(':') || arn;
