/** An answer, or a part of one, that cannot be what AWS says. The classifier knows it by its name. */
export class MalformedAnswer extends Error {
  override readonly name = 'MalformedAnswer';
}
