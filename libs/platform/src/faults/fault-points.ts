/** The places at which a process can be made to die, fail or hang, so that tests can see what becomes of the work. */

/** Each name, with what has happened and what has not when it is reached. */
export const faultPoints = {
  'schedule.started': 'The scheduler has started a scan and has not yet moved the schedule on to its next time.',
  'scan.planning': 'A planner has claimed a scan and has not yet asked AWS.',
  'scan.planned': "A scan's units are committed.",
  'unit.snapshot-written': "A unit's snapshot is in the object store and its row does not know yet.",
  'unit.inventory-half-written': "A part of a unit's resources is in the inventory, in a transaction that is open.",
  'unit.finished': "A unit's end is committed and its message is not acknowledged.",
  'outbox.claimed': 'Committed messages are claimed by the relay and not published.',
  'outbox.published': 'A message is with the carrier and still in the outbox.',
  'judging.judged': 'A unit or a scan is judged and nothing is written.',
  'judging.half-written': 'A part of the findings is written, in a transaction that is open.',
  'judging.settled': 'The findings are committed and the message is not acknowledged.',
  'mail.claimed': 'A mail is claimed and not handed over.',
  'mail.sent': 'The provider took a mail and the log does not know yet.',
  'export.written': "An export's file is in the object store and its row does not know yet.",
  'request.handled': 'A request has had its effect and is not answered.',
} as const;

export type FaultPoint = keyof typeof faultPoints;

export const faultPointNames = Object.keys(faultPoints) as readonly FaultPoint[]; // the keys of a constant
