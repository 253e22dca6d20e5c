import { IamAccount } from '@cspmexa/resources';
import { condition, definePolicy, denied, passIf, text } from '@cspmexa/policy-kit';
import { count, days } from '../parameters.js';

const strong = {
  minimumLength: 14,
  requireSymbols: true,
  requireNumbers: true,
  requireUppercase: true,
  requireLowercase: true,
  allowChange: true,
  expires: true,
  maxAgeDays: 90,
  reusePrevention: 24,
  hardExpiry: false,
};
type PasswordPolicy = { readonly [Field in keyof typeof strong]: (typeof strong)[Field] | null };

interface Asked {
  readonly minLength: number;
  readonly remembered: number;
  readonly maxAgeDays: number;
}

/** What each row asks of the password policy. Where none was set, AWS asks for eight characters only, and no row holds. */
const asks: Readonly<
  Record<string, (policy: PasswordPolicy, asked: Asked) => { readonly holds: boolean; readonly actual: unknown }>
> = {
  set: () => ({ holds: true, actual: 'set' }),
  length: ({ minimumLength }, { minLength }) => ({ holds: (minimumLength ?? 0) >= minLength, actual: minimumLength }),
  reuse: ({ reusePrevention }, { remembered }) => ({
    holds: (reusePrevention ?? 0) >= remembered,
    actual: reusePrevention,
  }),
  symbols: ({ requireSymbols }) => ({ holds: requireSymbols === true, actual: requireSymbols }),
  numbers: ({ requireNumbers }) => ({ holds: requireNumbers === true, actual: requireNumbers }),
  uppercase: ({ requireUppercase }) => ({ holds: requireUppercase === true, actual: requireUppercase }),
  lowercase: ({ requireLowercase }) => ({ holds: requireLowercase === true, actual: requireLowercase }),
  expiry: ({ maxAgeDays }, asked) => ({
    holds: maxAgeDays !== null && maxAgeDays > 0 && maxAgeDays <= asked.maxAgeDays,
    actual: maxAgeDays,
  }),
  change: ({ allowChange }) => ({ holds: allowChange === true, actual: allowChange }),
};

export default definePolicy({
  id: 'aws-iam-password-policy-is-strong',
  title: text('The password policy asks for strong passwords', 'A política de senhas exige senhas fortes'),
  severity: 'medium',
  on: IamAccount,
  needs: ['passwordPolicy'],
  why: text(
    'Short and reused passwords are guessed, or found in leaks of other sites, and open the console.',
    'Senhas curtas e repetidas são adivinhadas ou achadas em vazamentos de outros sites, e abrem o console.',
  ),
  fix: {
    steps: [
      text(
        'Open IAM, Account settings, Password policy, and choose Custom.',
        'Abra IAM, Configurações da conta, Política de senha, e escolha Personalizada.',
      ),
      text(
        'Ask for {{minLength}} characters of all four sorts, remember {{remembered}} passwords, expire after {{maxAgeDays}} days, and let users change theirs.',
        'Exija {{minLength}} caracteres dos quatro tipos, lembre {{remembered}} senhas, expire em {{maxAgeDays}} dias e deixe cada um trocar a sua.',
      ),
    ],
    cli: `aws iam update-account-password-policy --minimum-password-length {{minLength}} --password-reuse-prevention {{remembered}} --require-symbols --require-numbers --require-uppercase-characters --require-lowercase-characters --max-password-age {{maxAgeDays}} --allow-users-to-change-password`,
    terraform: `resource "aws_iam_account_password_policy" "this" {
  minimum_password_length        = {{minLength}}
  password_reuse_prevention      = {{remembered}}
  require_symbols                = true
  require_numbers                = true
  require_uppercase_characters   = true
  require_lowercase_characters   = true
  max_password_age               = {{maxAgeDays}}
  allow_users_to_change_password = true
}`,
  },
  rows: {
    set: {
      title: text('A password policy is set', 'Há uma política de senhas'),
      severity: 'medium',
      sameAs: ['cloudsploit/passwordPolicyExists'],
    },
    length: {
      title: text('Passwords have {{minLength}} characters or more', 'Senhas têm {{minLength}} caracteres ou mais'),
      severity: 'medium',
      controls: ['cis-aws-5.0/1.7', 'cis-aws-7.0/2.8', 'fsbp/IAM.7', 'fsbp/IAM.10'],
      sameAs: ['prowler/iam_password_policy_minimum_length_14', 'cloudsploit/minPasswordLength'],
    },
    reuse: {
      title: text(
        'The last {{remembered}} passwords cannot be reused',
        'As últimas {{remembered}} senhas não podem ser repetidas',
      ),
      severity: 'medium',
      controls: ['cis-aws-5.0/1.8', 'cis-aws-7.0/2.9', 'fsbp/IAM.7', 'fsbp/IAM.10'],
      sameAs: ['prowler/iam_password_policy_reuse_24', 'cloudsploit/passwordReusePrevention'],
    },
    symbols: {
      title: text('Passwords have a symbol', 'Senhas têm um símbolo'),
      severity: 'medium',
      controls: ['fsbp/IAM.7', 'fsbp/IAM.10'],
      sameAs: ['prowler/iam_password_policy_symbol', 'cloudsploit/passwordRequiresSymbols'],
    },
    numbers: {
      title: text('Passwords have a digit', 'Senhas têm um dígito'),
      severity: 'medium',
      controls: ['fsbp/IAM.7', 'fsbp/IAM.10'],
      sameAs: ['prowler/iam_password_policy_number', 'cloudsploit/passwordRequiresNumbers'],
    },
    uppercase: {
      title: text('Passwords have a capital letter', 'Senhas têm uma letra maiúscula'),
      severity: 'medium',
      controls: ['fsbp/IAM.7', 'fsbp/IAM.10'],
      sameAs: ['prowler/iam_password_policy_uppercase', 'cloudsploit/passwordRequiresUppercase'],
    },
    lowercase: {
      title: text('Passwords have a small letter', 'Senhas têm uma letra minúscula'),
      severity: 'low',
      controls: ['fsbp/IAM.7', 'fsbp/IAM.10'],
      sameAs: ['prowler/iam_password_policy_lowercase', 'cloudsploit/passwordRequiresLowercase'],
    },
    expiry: {
      title: text('Passwords expire within {{maxAgeDays}} days', 'Senhas expiram em até {{maxAgeDays}} dias'),
      severity: 'medium',
      controls: ['fsbp/IAM.7', 'fsbp/IAM.10'],
      sameAs: [
        'prowler/iam_password_policy_expires_passwords_within_90_days_or_less',
        'cloudsploit/maxPasswordAge',
        'cloudsploit/passwordExpiration',
      ],
    },
    change: {
      title: text('Users may change their password', 'Usuários podem trocar sua senha'),
      severity: 'low',
      sameAs: ['cloudsploit/policyAllowsToChangePassword'],
    },
  },
  // The limits are those of AWS.
  parameters: {
    minLength: count(text('Shortest password', 'Menor senha'), text('characters', 'caracteres'), 14, {
      min: 6,
      max: 128,
    }),
    remembered: count(text('Passwords that are remembered', 'Senhas lembradas'), text('passwords', 'senhas'), 24, {
      ...{ min: 1, max: 24 },
    }),
    maxAgeDays: days(text('Greatest age of a password', 'Idade máxima de uma senha'), 90, { max: 1_095 }),
  },
  check: ({ passwordPolicy }, { row, parameters }) => {
    const seen = (passwordPolicy && asks[row.id]?.(passwordPolicy, parameters)) || { holds: false, actual: null };
    return passIf(
      [
        condition(seen.holds, row.title, {
          path: passwordPolicy ? `passwordPolicy.${row.id}` : 'passwordPolicy',
          actual: seen.actual,
        }),
      ],
      passwordPolicy === null
        ? text('The account has no password policy.', 'A conta não tem política de senhas.')
        : text(
            `Not so: ${row.title.en}. It is: ${String(seen.actual)}.`,
            `Não é o caso: ${row.title.pt}. Está: ${String(seen.actual)}.`,
          ),
    );
  },
  examples: {
    'a strong policy': { outcome: 'pass', fails: [] },
    'never set': {
      given: { passwordPolicy: null },
      outcome: 'fail',
      fails: ['set', 'length', 'reuse', 'symbols', 'numbers', 'uppercase', 'lowercase', 'expiry', 'change'],
    },
    'too short': { given: { passwordPolicy: { ...strong, minimumLength: 13 } }, outcome: 'fail', fails: ['length'] },
    'twelve characters, five passwords and half a year, where that is enough': {
      given: { passwordPolicy: { ...strong, minimumLength: 12, reusePrevention: 5, maxAgeDays: 180 } },
      parameters: { minLength: 12, remembered: 5, maxAgeDays: 180 },
      outcome: 'pass',
    },
    'reuse is not limited': {
      given: { passwordPolicy: { ...strong, reusePrevention: null } },
      outcome: 'fail',
      fails: ['reuse'],
    },
    'no sort of character is asked for': {
      given: {
        passwordPolicy: {
          ...strong,
          requireSymbols: false,
          requireNumbers: false,
          requireUppercase: false,
          requireLowercase: false,
        },
      },
      outcome: 'fail',
      fails: ['symbols', 'numbers', 'uppercase', 'lowercase'],
    },
    'expires late': { given: { passwordPolicy: { ...strong, maxAgeDays: 91 } }, outcome: 'fail', fails: ['expiry'] },
    'never expires': {
      given: { passwordPolicy: { ...strong, expires: false, maxAgeDays: null } },
      outcome: 'fail',
      fails: ['expiry'],
    },
    'users may not change theirs': {
      given: { passwordPolicy: { ...strong, allowChange: false } },
      outcome: 'fail',
      fails: ['change'],
    },
    'it could not be read': { given: { passwordPolicy: denied }, outcome: 'unknown' },
  },
});
