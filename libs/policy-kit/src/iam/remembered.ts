import type { PolicyDocument } from './document.js';

/**
 * The last answer about each document, for questions that several policies ask about the same resource one after the other. Documents are
 * never changed, so an answer holds as long as its document is in use, and goes with it.
 */
export class Remembered<T> {
  private readonly answers = new WeakMap<PolicyDocument, { readonly key: string; readonly answer: T }>();

  /** The answer for this document and key: the last one, if it was about the same key. */
  of(document: PolicyDocument, key: string, find: () => T): T {
    const last = this.answers.get(document);
    if (last?.key === key) return last.answer;
    const answer = find();
    this.answers.set(document, { key, answer });
    return answer;
  }
}
