/** A Terraform module that makes the read role of one account. */
import { escaped } from './cloud-formation.js';
import type { Grant } from './grants.js';
import type { RoleName } from './role-name.js';

export interface RoleModule {
  readonly externalId: string;
  readonly role: RoleName;
  /** Who may assume the role; undefined while we do not know, then it has to be given. */
  readonly principal: string | undefined;
  readonly grants: readonly Grant[];
}

export const terraformOf = ({ externalId, role, principal, grants }: RoleModule): string =>
  [
    'variable "cspmexa_principal_arn" {',
    '  type        = string',
    '  description = "The ARN that CSPMEXA runs as."',
    ...(principal === undefined ? [] : [`  default     = ${literal(principal)}`]),
    '}',
    '',
    'data "aws_iam_policy_document" "cspmexa_trust" {',
    '  statement {',
    '    sid     = "CspmexaAssume"',
    '    actions = ["sts:AssumeRole"]',
    '    principals {',
    '      type        = "AWS"',
    '      identifiers = [var.cspmexa_principal_arn]',
    '    }',
    '    condition {',
    '      test     = "StringEquals"',
    '      variable = "sts:ExternalId"',
    `      values   = [${literal(externalId)}]`,
    '    }',
    '  }',
    '}',
    '',
    'data "aws_iam_policy_document" "cspmexa_read" {',
    ...grants.flatMap(statementOf),
    '}',
    '',
    'resource "aws_iam_role" "cspmexa_read" {',
    `  name                 = ${literal(role.name)}`,
    `  path                 = ${literal(role.path)}`,
    '  assume_role_policy   = data.aws_iam_policy_document.cspmexa_trust.json',
    '  max_session_duration = 3600',
    '}',
    '',
    'resource "aws_iam_role_policy" "cspmexa_read" {',
    '  name   = "cspmexa-read"',
    '  role   = aws_iam_role.cspmexa_read.id',
    '  policy = data.aws_iam_policy_document.cspmexa_read.json',
    '}',
    '',
    'output "cspmexa_role_arn" {',
    '  value = aws_iam_role.cspmexa_read.arn',
    '}',
    '',
  ].join('\n');

const statementOf = ({ sid, actions, resources }: Grant): string[] => [
  '  statement {',
  `    sid       = ${literal(sid)}`,
  `    resources = [${resources.map(literal).join(', ')}]`,
  '    actions = [',
  ...actions.map((action) => `      ${literal(action)},`),
  '    ]',
  '  }',
];

/** An HCL string, in which `${` and `%{` would begin a template. HCL knows fewer escapes than JSON. */
const literal = (text: string): string =>
  `"${text
    .replace(/[\\"]/g, '\\$&')
    .replace(/[^\u0020-\u007e\u00a1-\u2027\u202a-\ufefe]/g, escaped)
    .replace(/([$%])\{/g, (_, sign: string) => `${sign}${sign}{`)}"`;
