/** What network interfaces say in the answers of several calls. */

/** Ids of the security groups. AWS always sends the list, and each with its id. */
export const groupIdsOf = (
  groups: readonly { GroupId?: string | undefined }[] | undefined,
): (string | undefined)[] | undefined => groups?.map(({ GroupId }) => GroupId);
