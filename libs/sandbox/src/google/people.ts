/** The people of the sandbox. Their company is invented, and .example addresses reach nobody. */
export interface SandboxPerson {
  readonly subject: string;
  readonly email: string;
  readonly emailVerified: boolean;
  readonly name: string;
  /** What the page says about them. */
  readonly note: string;
  readonly role: 'admin' | 'analyst' | 'viewer' | 'auditor' | null;
  readonly language: 'en' | 'pt';
}

export const sandboxPeople: readonly SandboxPerson[] = [
  {
    subject: '100000000000000000001',
    email: 'ana@tucanuva.example',
    emailVerified: true,
    name: 'Ana Souza',
    note: 'security admin',
    role: 'admin',
    language: 'en',
  },
  {
    subject: '100000000000000000002',
    email: 'bruno@tucanuva.example',
    emailVerified: true,
    name: 'Bruno Lima',
    note: 'analista (português)',
    role: 'analyst',
    language: 'pt',
  },
  {
    subject: '100000000000000000003',
    email: 'carla@tucanuva.example',
    emailVerified: true,
    name: 'Carla Dias',
    note: 'viewer',
    role: 'viewer',
    language: 'en',
  },
  {
    subject: '100000000000000000004',
    email: 'davi@tucanuva.example',
    emailVerified: true,
    name: 'Davi Rocha',
    note: 'auditor',
    role: 'auditor',
    language: 'pt',
  },
  {
    subject: '100000000000000000005',
    email: 'eva@elsewhere.example',
    emailVerified: true,
    name: 'Eva Stein',
    note: 'a stranger: not a member',
    role: null,
    language: 'en',
  },
  {
    subject: '100000000000000000006',
    email: 'ana@tucanuva.example',
    emailVerified: false,
    name: 'Not Ana',
    note: "Ana's address, not verified",
    role: null,
    language: 'en',
  },
];
