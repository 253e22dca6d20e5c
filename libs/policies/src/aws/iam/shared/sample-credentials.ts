/** Credentials for the examples of policies about users. */
import type { AccessKey } from './access-keys.js';

/** A person who signs in with a password and MFA, seen a few days before the examples' today. */
export const person = {
  createdAt: '2025-01-01T00:00:00.000Z',
  passwordEnabled: true,
  passwordLastUsed: '2026-01-10T00:00:00.000Z',
  passwordLastChanged: '2026-01-01T00:00:00.000Z',
  mfaActive: true,
  accessKeys: [] as AccessKey[], // starts empty; examples put keys in
  certificates: [],
};

/** A program: keys, no password. */
export const program = {
  ...person,
  passwordEnabled: false,
  passwordLastUsed: null,
  passwordLastChanged: null,
  mfaActive: false,
};

/** An active key, rotated and used lately. */
export const freshKey: AccessKey = {
  slot: 'access_key_1',
  active: true,
  lastRotated: '2025-12-20T00:00:00.000Z',
  lastUsed: '2026-01-14T00:00:00.000Z',
  lastUsedService: 'sts',
  lastUsedRegion: 'us-east-1',
};
