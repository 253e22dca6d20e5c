/** Whom a role trusts, as conditions of a verdict. */
import type { IamRole, Resource } from '@cspmexa/resources';
import { condition, readDocument, trustGrants, type Condition, type Text, type TrustGrant } from '@cspmexa/policy-kit';

/** Who may assume a role. A trust policy that cannot be read makes the verdict unknown. */
export const trustOf = (trustPolicy: string, role: Resource<typeof IamRole>): readonly TrustGrant[] =>
  trustGrants(readDocument(trustPolicy), { ownerAccountId: role.accountId });

const pathOf = ({ statement }: TrustGrant) => `trustPolicy.Statement[${statement.index}]`;

/** One condition for each grant, or a single one that holds where nobody was trusted in that way. */
export const trustConditions = (
  grants: readonly TrustGrant[],
  says: Text,
  holds: (grant: TrustGrant) => boolean,
): readonly Condition[] =>
  grants.length === 0
    ? [condition(true, says, { path: 'trustPolicy', actual: [] })]
    : grants.map((grant) =>
        condition(holds(grant), says, {
          path: pathOf(grant),
          actual: { principal: grant.principal, conditions: grant.conditions },
        }),
      );

/** The principals of grants with the statements that name them: `444455556666 (Statement[0])`. */
export const named = (grants: readonly TrustGrant[]): string =>
  grants
    .map(({ principal, statement: { index, sid } }) => `${principal} (${sid ?? `Statement[${String(index)}]`})`)
    .join(', ');
