/** A policy's setting as a form holds it, and what the API is asked for. */
import type { PolicyDetail, PolicyParameter, PolicySetting, PolicySettingInput } from '@cspmexa/contracts';

/** `enabled` null: as it would be without a setting. A number that is '' is not set. */
export interface SettingDraft {
  readonly accountId: string | null;
  readonly enabled: boolean | null;
  readonly parameters: Readonly<Record<string, string>>;
  readonly reason: string;
}

type Settings = readonly PolicySetting[];

/** What is set for the tenant (null) or an account itself. */
export const settingFor = (settings: Settings, accountId: string | null): PolicySetting | undefined =>
  settings.find((setting) => setting.accountId === accountId);

/** What holds where nothing is set for it: the tenant's setting for an account, or on and the defaults. */
export function inherited(
  { parameters, settings }: Pick<PolicyDetail, 'parameters' | 'settings'>,
  accountId: string | null,
): { enabled: boolean; parameters: Readonly<Record<string, number>> } {
  const above = accountId === null ? undefined : settingFor(settings, null);
  return {
    enabled: above?.enabled ?? true,
    parameters: Object.fromEntries(
      parameters.map(({ name, default: usual }) => [name, above?.parameters[name] ?? usual]),
    ),
  };
}

/** The form as it opens: what is set now. */
export function draftOf(
  { parameters, settings }: Pick<PolicyDetail, 'parameters' | 'settings'>,
  accountId: string | null,
): SettingDraft {
  const own = settingFor(settings, accountId);
  return {
    accountId,
    enabled: own?.enabled ?? null,
    parameters: Object.fromEntries(
      parameters.map(({ name }) => {
        const value = own?.parameters[name];
        return [name, value === undefined ? '' : String(value)];
      }),
    ),
    reason: own?.reason ?? '',
  };
}

/** Whether a number is one that the parameter can be set to; nothing is fine, too. */
export const isInRange = ({ min, max }: PolicyParameter, value: string): boolean =>
  value === '' || (/^-?\d{1,9}$/.test(value) && Number(value) >= min && Number(value) <= max);

/** What to ask the API for. Numbers that are as they would be anyway are not set; neither is "on" for the tenant. */
export function settingInput(
  policy: Pick<PolicyDetail, 'parameters' | 'settings'>,
  { accountId, enabled, parameters, reason }: SettingDraft,
): PolicySettingInput {
  const above = inherited(policy, accountId);
  const chosen = Object.entries(parameters).filter(
    ([name, value]) => value !== '' && Number(value) !== above.parameters[name],
  );
  return {
    accountId,
    enabled: accountId === null && enabled ? null : enabled,
    parameters: Object.fromEntries(chosen.map(([name, value]) => [name, Number(value)])),
    ...(reason.trim() ? { reason: reason.trim() } : {}),
  };
}

/** Whether two inputs ask for the same judging; reasons do not count. */
export const isSameSetting = (a: PolicySettingInput, b: PolicySettingInput): boolean =>
  a.accountId === b.accountId &&
  a.enabled === b.enabled &&
  JSON.stringify(Object.entries(a.parameters).sort()) === JSON.stringify(Object.entries(b.parameters).sort());
