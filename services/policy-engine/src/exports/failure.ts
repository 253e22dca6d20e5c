/** Why an export failed, for its owner. */
import { errorCatalogue, type Language, type Text } from '@cspmexa/contracts';
import { asAppError, currentTrace } from '@cspmexa/platform';

/** Its workers died, one after the other. */
export const lostSentence: Text = {
  en: 'It was begun several times and broke off each time.',
  pt: 'Foi iniciada várias vezes e interrompida todas as vezes.',
};

/** What went wrong, with the trace by which the log tells more. */
export function failureSentence(error: unknown, language: Language): string {
  const sentence = errorCatalogue[asAppError(error).code].title[language];
  const traceId = currentTrace()?.traceId;
  return traceId === undefined ? sentence : `${sentence} (trace ${traceId})`;
}
