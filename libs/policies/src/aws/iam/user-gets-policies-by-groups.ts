import { IamUser } from '@cspmexa/resources';
import { condition, definePolicy, denied, fail, pass, text } from '@cspmexa/policy-kit';

const attached = [{ name: 'ReadOnlyAccess', arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }];
const inline = [{ name: 'reports', document: '{"Version":"2012-10-17","Statement":[]}' }];

export default definePolicy({
  id: 'aws-iam-user-gets-policies-by-groups',
  title: text('Users get their permissions through groups', 'Usuários recebem permissões por grupos'),
  severity: 'low',
  on: IamUser,
  needs: ['attachedPolicies', 'inlinePolicies'],
  controls: ['cis-aws-5.0/1.14', 'cis-aws-7.0/2.13', 'fsbp/IAM.2'],
  sameAs: ['prowler/iam_policy_attached_only_to_group_or_roles', 'cloudsploit/noUserIamPolicies'],
  why: text(
    'Permissions given one by one are reviewed by nobody, and stay when the person changes jobs.',
    'Permissões dadas uma a uma não são revisadas por ninguém e ficam quando a pessoa muda de função.',
  ),
  fix: {
    steps: [
      text(
        'Make or choose a group with these permissions and add {{name}} to it.',
        'Crie ou escolha um grupo com essas permissões e inclua {{name}}.',
      ),
      text('Then remove the policies from the user itself.', 'Depois remova as políticas do próprio usuário.'),
    ],
    cli: `aws iam add-user-to-group --user-name {{name}} --group-name GROUP
aws iam detach-user-policy --user-name {{name}} --policy-arn POLICY-ARN
aws iam delete-user-policy --user-name {{name}} --policy-name POLICY`,
    terraform: `resource "aws_iam_user_group_membership" "this" {
  user   = "{{name}}"
  groups = ["GROUP"]
}`,
  },
  check: (facets, { resource: { facets: seen } }) => {
    const found = [
      ...(seen.attachedPolicies?.known
        ? seen.attachedPolicies.value.map(({ arn }) => ({ path: 'attachedPolicies', is: arn }))
        : []),
      ...(seen.inlinePolicies?.known
        ? seen.inlinePolicies.value.map(({ name }) => ({ path: 'inlinePolicies', is: name }))
        : []),
    ];
    const says = text('No policy is attached to the user itself', 'Nenhuma política está no próprio usuário');
    const named = found.map(({ is }) => is).join(', ');
    if (found.length > 0)
      return fail(
        text(`Policies of the user itself: ${named}.`, `Políticas do próprio usuário: ${named}.`),
        found.map(({ path, is }) => condition(false, says, { path, actual: is })),
      );
    const left = [...facets.attachedPolicies, ...facets.inlinePolicies];
    return pass(condition(true, says, { path: 'attachedPolicies', actual: left }));
  },
  examples: {
    'groups only': { outcome: 'pass' },
    'a managed policy': { given: { attachedPolicies: attached }, outcome: 'fail' },
    'an inline policy': { given: { inlinePolicies: inline }, outcome: 'fail' },
    'a managed policy, and inline ones could not be read': {
      given: { attachedPolicies: attached, inlinePolicies: denied },
      outcome: 'fail',
    },
    'inline ones could not be read': { given: { inlinePolicies: denied }, outcome: 'unknown' },
  },
});
