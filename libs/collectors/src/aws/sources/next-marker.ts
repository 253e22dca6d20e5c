/** How IAM pages its lists. */

/**
 * The marker of the next page, or undefined on the last one.
 * @throws TypeError if the answer does not say which it is; `aws.list` makes that a malformed answer of its action.
 */
export function nextMarker({
  IsTruncated,
  Marker,
}: {
  IsTruncated?: boolean | undefined;
  Marker?: string | undefined;
}): string | undefined {
  if (IsTruncated === false) return undefined;
  if (IsTruncated === true && Marker) return Marker;
  throw new TypeError('The page does not say whether it is the last one.');
}
