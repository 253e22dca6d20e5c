/** What was asked for cannot be made; the message says why, and what would do. */
export class Refused extends Error {
  name = 'Refused';
}
