/** CloudFormation templates, line by line: whatever they hold stays inside its scalar. */
import type { Grant } from './grants.js';

/** What differs between the template of one account and that of many. Each value is a piece of YAML. */
export interface RoleTemplate {
  readonly description: string;
  /** Who may assume the role; undefined while we do not know, then it has to be given. */
  readonly principal: string | undefined;
  /** Lines below `Parameters:`, besides PrincipalArn. */
  readonly parameters: readonly string[];
  /** Lines of further sections, such as `Mappings:`. */
  readonly sections: readonly string[];
  readonly roleName: string;
  readonly path: string;
  readonly externalId: string;
  readonly grants: readonly Grant[];
}

/** A template that makes the read role. */
export const templateOf = ({
  description,
  principal,
  parameters,
  sections,
  roleName,
  path,
  externalId,
  grants,
}: RoleTemplate): string =>
  [
    `AWSTemplateFormatVersion: '2010-09-09'`,
    `Description: ${description}`,
    'Parameters:',
    '  PrincipalArn:',
    '    Type: String',
    '    Description: The ARN that CSPMEXA runs as.',
    `    AllowedPattern: '^arn:aws[a-z-]*:(iam|sts)::[0-9]{12}:.+$'`,
    ...(principal === undefined ? [] : [`    Default: ${quoted(principal)}`]),
    ...parameters,
    ...sections,
    'Resources:',
    '  ReadRole:',
    '    Type: AWS::IAM::Role',
    '    Properties:',
    `      RoleName: ${roleName}`,
    `      Path: ${path}`,
    '      MaxSessionDuration: 3600',
    '      AssumeRolePolicyDocument:',
    `        Version: '2012-10-17'`,
    '        Statement:',
    '          - Sid: CspmexaAssume',
    '            Effect: Allow',
    '            Principal:',
    '              AWS: !Ref PrincipalArn',
    '            Action: sts:AssumeRole',
    '            Condition:',
    '              StringEquals:',
    `                sts:ExternalId: ${externalId}`,
    '      Policies:',
    '        - PolicyName: cspmexa-read',
    '          PolicyDocument:',
    `            Version: '2012-10-17'`,
    '            Statement:',
    ...grants.flatMap(statementOf),
    'Outputs:',
    '  RoleArn:',
    '    Value: !GetAtt ReadRole.Arn',
    '',
  ].join('\n');

const statementOf = ({ sid, actions, resources }: Grant): string[] => [
  `              - Sid: ${sid}`,
  '                Effect: Allow',
  '                Action:',
  ...actions.map((action) => `                  - ${action}`),
  '                Resource:',
  ...resources.map((resource) => `                  - ${quoted(resource)}`),
];

/** A YAML scalar: in single quotes, or in double ones where it holds what would end a line. */
export const quoted = (text: string): string =>
  /^[\u0020-\u007e\u00a1-\u2027\u202a-\ufefe]*$/.test(text)
    ? `'${text.replaceAll("'", "''")}'`
    : JSON.stringify(text).replace(/[^\u0020-\u007e]/g, escaped);

/** A character as YAML's and HCL's quoted strings take it. */
export const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
