/** Users, groups, roles and policies with their documents, all out of one paginated call. */
import {
  GetAccountAuthorizationDetailsCommand,
  type GetAccountAuthorizationDetailsResponse,
  type GroupDetail,
  type ManagedPolicyDetail,
  type RoleDetail,
  type UserDetail,
} from '@aws-sdk/client-iam';
import { defineSource, malformed, type Listing, type Source } from '@cspmexa/collector-kit';
import { nextMarker } from './next-marker.js';

export const authorizationDetailsAction = 'iam:GetAccountAuthorizationDetails';

/** The pages as they came. */
const pages = defineSource<Listing<GetAccountAuthorizationDetailsResponse>>({
  actions: [authorizationDetailsAction],
  load: (aws) =>
    aws.list(
      authorizationDetailsAction,
      (Marker, options) =>
        aws.clients.iam().send(
          new GetAccountAuthorizationDetailsCommand({
            Filter: ['User', 'Group', 'Role', 'LocalManagedPolicy', 'AWSManagedPolicy'],
            MaxItems: 1_000,
            ...(Marker === undefined ? {} : { Marker }),
          }),
          options,
        ),
      (page) => ({ items: [page], next: nextMarker(page) }),
    ),
});

/** One of the four lists, from all pages. Every page has all four; one without makes the listing incomplete. */
const listOf = <Item>(
  read: (page: GetAccountAuthorizationDetailsResponse) => readonly Item[] | undefined,
): Source<Listing<Item>> =>
  defineSource({
    actions: [authorizationDetailsAction],
    load: async (aws) => {
      const { items, hole } = await aws.load(pages);
      const lists = items.map(read);
      const lacking = lists.some((list) => !Array.isArray(list))
        ? malformed(authorizationDetailsAction, 'A page lacks its list.').unknown
        : undefined;
      if (lacking) aws.blind(lacking);
      const whole = lists.filter((list): list is readonly Item[] => Array.isArray(list)).flat();
      const why = hole ?? lacking;
      return why ? { items: whole, hole: why } : { items: whole };
    },
  });

export const userDetails = listOf<UserDetail>(({ UserDetailList }) => UserDetailList);
export const groupDetails = listOf<GroupDetail>(({ GroupDetailList }) => GroupDetailList);
export const roleDetails = listOf<RoleDetail>(({ RoleDetailList }) => RoleDetailList);
export const managedPolicyDetails = listOf<ManagedPolicyDetail>(({ Policies }) => Policies);
