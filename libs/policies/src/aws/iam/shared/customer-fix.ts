/** How to put a customer's policy right: a new version of it, or no policy at all. */
import { text, type FixGuide, type Text } from '@cspmexa/policy-kit';

/** The guide for a managed policy; `advice` says what its new document should say, `statement` shows one in HCL. */
export const customerPolicyFix = (advice: Text, statement: string): FixGuide => ({
  steps: [
    text(
      'Open the policy {{name}} in the IAM console and choose Edit.',
      'Abra a política {{name}} no console do IAM e escolha Editar.',
    ),
    advice,
  ],
  cli: `# narrow the document, then make it the default version
aws iam create-policy-version --policy-arn {{arn}} --policy-document file://policy.json --set-as-default`,
  terraform: `resource "aws_iam_policy" "this" {
  name = "{{name}}"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [${statement}]
  })
}`,
});
