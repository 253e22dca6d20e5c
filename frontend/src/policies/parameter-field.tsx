import type { PolicyParameter } from '@cspmexa/contracts';
import { NumberInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useText } from '../i18n/use-language.js';
import { isInRange } from './setting-draft.js';

interface Props {
  readonly parameter: PolicyParameter;
  /** '' for not set. */
  readonly value: string;
  /** What holds if nothing is set here. */
  readonly otherwise: number;
  readonly onChange: (value: string) => void;
}

/** One number of a policy: empty means that what holds above applies. */
export const ParameterField = ({ parameter, value, otherwise, onChange }: Props) => {
  const { t } = useTranslation();
  const text = useText();
  const { title, unit, min, max, default: usual } = parameter;
  const range = t('policies.set.range', { min, max, unit: text(unit), value: usual });
  return (
    <NumberInput
      size="xs"
      className="parameter"
      label={text(title)}
      description={otherwise === usual ? range : `${range}; ${t('policies.set.above', { value: otherwise })}`}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      placeholder={String(otherwise)}
      min={min}
      max={max}
      clampBehavior="none"
      allowDecimal={false}
      value={value}
      error={!isInRange(parameter, value) && t('policies.set.outOfRange', { min, max })}
      onChange={(next) => onChange(String(next))}
    />
  );
};
