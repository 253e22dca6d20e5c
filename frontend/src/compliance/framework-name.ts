/** The short name of a framework by its id: proper nouns, the same in every language. An id that we do not know is shown as it is. */
export function frameworkName(frameworkId: string): string {
  if (frameworkId === 'fsbp') return 'AWS FSBP';
  const version = /^cis-aws-(.+)$/.exec(frameworkId)?.[1];
  return version ? `CIS AWS ${version}` : frameworkId;
}
