/** The words of mails about a person's own access, in both languages. Names and addresses go in as they come: who renders keeps them text. */
import type { Language, memberMfaChanged, EventPayload, Role } from '@cspmexa/contracts';

export type MfaChange = EventPayload<typeof memberMfaChanged>['change'];

interface Words {
  readonly roles: Readonly<Record<Role, string>>;
  readonly invitation: {
    readonly subject: (tenant: string) => string;
    readonly lead: (tenant: string, role: string, by: string | null) => string;
    readonly how: (email: string, until: string) => string;
    readonly link: string;
    readonly unexpected: string;
  };
  readonly signIn: {
    readonly subject: (tenant: string) => string;
    readonly lead: (tenant: string) => string;
    readonly unexpected: string;
  };
  readonly mfa: Readonly<Record<MfaChange, { readonly subject: string; readonly lead: (by: string | null) => string }>>;
  readonly mfaUnexpected: string;
  readonly when: string;
  readonly address: string;
  readonly browser: string;
  readonly tenant: string;
  readonly unknown: string;
  readonly profile: string;
  readonly why: string;
}

export const words: Readonly<Record<Language, Words>> = {
  en: {
    roles: { admin: 'admin', analyst: 'analyst', viewer: 'viewer', auditor: 'auditor' },
    invitation: {
      subject: (tenant) => `You are invited to “${tenant}”`,
      lead: (tenant, role, by) =>
        by === null
          ? `You are invited to join “${tenant}” as ${role}.`
          : `${by} invites you to join “${tenant}” as ${role}.`,
      how: (email, until) => `Sign in with ${email} until ${until}. The invitation is for this address alone.`,
      link: 'Sign in',
      unexpected: 'If you expect no invitation, you need do nothing: without a sign-in it ends by itself.',
    },
    signIn: {
      subject: (tenant) => `New sign-in to “${tenant}”`,
      lead: (tenant) =>
        `Somebody signed in to “${tenant}” as you, from a browser or an address that you have not used lately.`,
      unexpected: 'If it was not you, end that session in your profile and tell an admin.',
    },
    mfa: {
      enrolled: { subject: 'An authenticator was set up', lead: () => 'An authenticator was set up for your account.' },
      removed: {
        subject: 'Your authenticator was removed',
        lead: () => 'The authenticator of your account was removed.',
      },
      reset: {
        subject: 'Your authenticator was reset',
        lead: (by) =>
          by === null
            ? 'The authenticator of your account was reset: set up a new one.'
            : `${by} has reset the authenticator of your account: set up a new one.`,
      },
      'recovery-code-used': {
        subject: 'A recovery code was used',
        lead: () => 'One of your recovery codes took the place of your authenticator. It cannot be used again.',
      },
      'recovery-codes-renewed': {
        subject: 'Your recovery codes were renewed',
        lead: () => 'You have new recovery codes. The old ones no longer work.',
      },
      locked: {
        subject: 'Codes of your authenticator are refused',
        lead: () => 'Too many wrong codes were given for your account, so codes are refused until an admin resets it.',
      },
    },
    mfaUnexpected: 'If it was not you, tell an admin at once.',
    when: 'When',
    address: 'From the address',
    browser: 'Browser',
    tenant: 'Organisation',
    unknown: 'unknown',
    profile: 'Open your profile',
    why: 'Mails about the security of your account are always sent.',
  },
  pt: {
    roles: { admin: 'administrador', analyst: 'analista', viewer: 'leitor', auditor: 'auditor' },
    invitation: {
      subject: (tenant) => `Você recebeu um convite para “${tenant}”`,
      lead: (tenant, role, by) =>
        by === null
          ? `Você recebeu um convite para entrar em “${tenant}” como ${role}.`
          : `${by} convida você para entrar em “${tenant}” como ${role}.`,
      how: (email, until) => `Entre com ${email} até ${until}. O convite vale apenas para este endereço.`,
      link: 'Entrar',
      unexpected: 'Se você não esperava um convite, não precisa fazer nada: sem uma entrada ele expira sozinho.',
    },
    signIn: {
      subject: (tenant) => `Nova entrada em “${tenant}”`,
      lead: (tenant) =>
        `Alguém entrou em “${tenant}” como você, de um navegador ou endereço que você não usou recentemente.`,
      unexpected: 'Se não foi você, encerre essa sessão no seu perfil e avise um administrador.',
    },
    mfa: {
      enrolled: {
        subject: 'Um autenticador foi configurado',
        lead: () => 'Um autenticador foi configurado para a sua conta.',
      },
      removed: { subject: 'Seu autenticador foi removido', lead: () => 'O autenticador da sua conta foi removido.' },
      reset: {
        subject: 'Seu autenticador foi redefinido',
        lead: (by) =>
          by === null
            ? 'O autenticador da sua conta foi redefinido: configure um novo.'
            : `${by} redefiniu o autenticador da sua conta: configure um novo.`,
      },
      'recovery-code-used': {
        subject: 'Um código de recuperação foi usado',
        lead: () => 'Um dos seus códigos de recuperação substituiu o seu autenticador. Ele não pode ser usado de novo.',
      },
      'recovery-codes-renewed': {
        subject: 'Seus códigos de recuperação foram renovados',
        lead: () => 'Você tem novos códigos de recuperação. Os antigos não funcionam mais.',
      },
      locked: {
        subject: 'Os códigos do seu autenticador estão sendo recusados',
        lead: () =>
          'Foram informados códigos errados demais para a sua conta; os códigos são recusados até que um administrador a redefina.',
      },
    },
    mfaUnexpected: 'Se não foi você, avise um administrador imediatamente.',
    when: 'Quando',
    address: 'Do endereço',
    browser: 'Navegador',
    tenant: 'Organização',
    unknown: 'desconhecido',
    profile: 'Abrir o seu perfil',
    why: 'E-mails sobre a segurança da sua conta são sempre enviados.',
  },
};
