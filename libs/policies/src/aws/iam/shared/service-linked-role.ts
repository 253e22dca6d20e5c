/** Roles that belong to an AWS service: nobody in the account can change their trust or their policies. */
export const isServiceLinked = ({ path }: { readonly path: string }): boolean => path.startsWith('/aws-service-role/');
