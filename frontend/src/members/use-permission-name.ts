import type { Permission } from '@cspmexa/contracts';
import { useTranslation } from 'react-i18next';

/** i18next takes a colon for the end of a namespace. */
type Key = Permission extends infer P ? (P extends `${infer Noun}:${infer Verb}` ? `${Noun}-${Verb}` : never) : never;

/** What a permission allows, in the page's language. */
export function usePermissionName(): (permission: Permission) => string {
  const { t } = useTranslation();
  // Exactly the replacement that Key describes.
  return (permission) => t(`permissions.${permission.replace(':', '-') as Key}`);
}
