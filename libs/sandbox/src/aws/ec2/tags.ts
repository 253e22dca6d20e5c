import type { TagSpecification } from '@aws-sdk/client-ec2';

/** The tags that a create operation was given. */
export function givenTags(specifications: readonly TagSpecification[] | undefined): Record<string, string> {
  const tags = (specifications ?? []).flatMap((specification) => specification.Tags ?? []);
  return Object.fromEntries(tags.map((tag) => [tag.Key ?? '', tag.Value ?? '']));
}
