import { Severity, type FindingGroup, type FindingGrouping } from '@cspmexa/contracts';
import { useTranslation } from 'react-i18next';
import { useText } from '../i18n/use-language.js';

/** What a group is called: by its title or name, or by the value that its findings share. */
export function useGroupName(by: FindingGrouping, accountNames: ReadonlyMap<string, string>) {
  const { t } = useTranslation();
  const text = useText();
  return ({ key, title, name }: Pick<FindingGroup, 'key' | 'title' | 'name'>): string => {
    if (title) return text(title);
    switch (by) {
      case 'assignee':
        return key || t('triage.none');
      case 'severity': {
        const severity = Severity.safeParse(key).data;
        return severity ? t(`severity.${severity}`) : key;
      }
      case 'account':
        return accountNames.get(key) ?? name ?? key;
      case 'service':
        return key.toUpperCase();
      default:
        return name || key;
    }
  };
}

/** What the name of a group does not say: the ARN, the id. */
export function detailOfGroup({ key, name }: FindingGroup, shown: string, by: FindingGrouping): string | undefined {
  if (!key || key === shown || by === 'severity' || by === 'service') return undefined;
  return by === 'account' ? (name ?? undefined) : key;
}
