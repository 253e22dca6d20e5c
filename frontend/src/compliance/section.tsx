import type { ComplianceFramework } from '@cspmexa/contracts';
import { IconChevronRight } from '@tabler/icons-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.js';
import { useText } from '../i18n/use-language.js';
import { ControlRow } from './control-row.js';
import { StatusBar } from './status-bar.js';
import { useCountWords } from './use-count-words.js';

interface Props {
  readonly section: ComplianceFramework['sections'][number];
  readonly isOpen: boolean;
  readonly onToggle: () => void;
  readonly urlOf: (controlId: string) => string;
  readonly openControl: string | undefined;
}

/** A part of a framework, which folds: its counts in the head, its controls below. */
export const Section = ({ section, isOpen, onToggle, urlOf, openControl }: Props) => {
  const { t } = useTranslation();
  const text = useText();
  const format = useFormat();
  const words = useCountWords();
  const list = useId();
  const { id, title, counts, controls } = section;
  return (
    <section className="framework-section">
      <h2>
        <button type="button" aria-expanded={isOpen} aria-controls={list} className="section-head" onClick={onToggle}>
          <IconChevronRight size={16} aria-hidden className="section-chevron" />
          <span className="section-title">
            {/* Parts that are named and not numbered say their name in the title. */}
            {!text(title).startsWith(id) && <span className="section-id">{id}</span>} {text(title)}
          </span>
          <span className="section-counts">
            <StatusBar counts={counts} />
            <span className="sub">{words(counts)}</span>
          </span>
          <span className="section-percent">
            {counts.percent === null ? (
              <>
                <span aria-hidden>—</span>
                <span className="visually-hidden">{t('compliance.notJudged')}</span>
              </>
            ) : (
              format.percent(counts.percent)
            )}
          </span>
        </button>
      </h2>
      <ul id={list} className="control-list" hidden={!isOpen}>
        {isOpen &&
          controls.map((control) => (
            <ControlRow
              key={control.id}
              control={control}
              url={urlOf(control.id)}
              isOpen={control.id === openControl}
            />
          ))}
      </ul>
    </section>
  );
};
