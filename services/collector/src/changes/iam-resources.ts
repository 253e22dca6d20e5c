/** What events of IAM name. Its events give names without paths: an ARN here has none, and the inventory knows the right one. Pure. */
import {
  IamAccount,
  IamGroup,
  IamOidcProvider,
  IamPolicy,
  IamRole,
  IamSamlProvider,
  IamServerCertificate,
  IamUser,
  type AnyKind,
  type Place,
} from '@cspmexa/resources';
import type { ChangeEvent } from './change-event.js';
import { textsIn } from './parameters.js';

const name = /^[\w+=,.@-]{1,128}$/;

/** Kinds whose resources are called by name, by the lower-case parameters that hold one. */
const namedBy: Readonly<Record<string, AnyKind>> = {
  username: IamUser,
  newusername: IamUser,
  groupname: IamGroup,
  newgroupname: IamGroup,
  rolename: IamRole,
  servercertificatename: IamServerCertificate,
  newservercertificatename: IamServerCertificate,
};

/** Kinds that IAM says the ARN of. Of policies it says it everywhere. */
const withArns: readonly AnyKind[] = [
  IamUser,
  IamGroup,
  IamRole,
  IamPolicy,
  IamServerCertificate,
  IamSamlProvider,
  IamOidcProvider,
];

/** Users, groups, roles, certificates, policies and providers; the account for what is its own. */
export function iamResources(event: ChangeEvent, place: Place): string[] {
  const { eventName, requestParameters, responseElements, userIdentity } = event;
  if (
    /AccountPasswordPolicy$|AccountAlias$|^(Enable|Disable)Organizations|SecurityTokenServicePreferences$/.test(
      eventName,
    )
  )
    return [IamAccount.arn(place, place.accountId)];
  const arns: string[] = [];
  for (const [field, text] of [...textsIn(requestParameters), ...textsIn(responseElements)]) {
    const kind = Object.hasOwn(namedBy, field) ? namedBy[field] : undefined;
    if (kind && name.test(text)) arns.push(kind.arn(place, text));
    else if (field.endsWith('arn') && isOurs(text, place)) arns.push(text);
  }
  // Whoever changes their own password or MFA device is not named in the parameters.
  if (arns.length === 0 && userIdentity?.type === 'IAMUser' && userIdentity.arn && isOurs(userIdentity.arn, place))
    return ofOneself.test(eventName) ? [userIdentity.arn] : [];
  if (arns.length === 0 && userIdentity?.type === 'Root' && ofOneself.test(eventName))
    return [IamAccount.arn(place, place.accountId)];
  return arns.filter((arn) => !isShadowed(arn, arns));
}

const ofOneself = /^ChangePassword$|AccessKey|MFADevice|SigningCertificate|LoginProfile/;

const isOurs = (arn: string, place: Place): boolean =>
  arn.length <= 2_048 && withArns.some((kind) => pattern(kind.arn(place, '*'), place).test(arn));

/** Anything of AWS's own counts as well: its policies are attached to ours. */
const pattern = (arn: string, { accountId }: Place): RegExp =>
  new RegExp(
    `^${arn.replaceAll('.', '\\.').replace(`:${accountId}:`, `:(${accountId}|aws):`).replaceAll('*', '[^\\s*]+')}$`,
  );

/** An ARN without a path beside the right one of the same thing. */
const isShadowed = (arn: string, arns: readonly string[]): boolean => {
  const [, head, last] = /^(.*:[a-z-]+\/)([^/]+)$/.exec(arn) ?? [];
  return (
    head !== undefined && arns.some((other) => other !== arn && other.startsWith(head) && other.endsWith(`/${last}`))
  );
};
