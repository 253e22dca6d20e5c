/** Work that never changes, to compare machines, and one machine with itself under another load. */
import { createHash } from 'node:crypto';

/** What a scan spends its time on, in miniature: text to objects and back, hashes, maps. @returns something that depends on all of it. */
function loop() {
  const document = JSON.stringify({
    Version: '2012-10-17',
    Statement: Array.from({ length: 20 }, (_, index) => ({
      Sid: `s${index}`,
      Effect: index % 3 === 0 ? 'Deny' : 'Allow',
      Action: ['s3:GetObject', `ec2:Describe${index}*`],
      Resource: `arn:aws:s3:::bucket-${index}/*`,
    })),
  });
  const seen = new Map();
  for (let round = 0; round < 5_000; round += 1) {
    for (const { Sid, Action, Resource } of JSON.parse(document).Statement)
      for (const action of Action) seen.set(`${action} ${Resource}`, (seen.get(action) ?? 0) + Sid.length);
    seen.set(createHash('sha256').update(document).digest('hex'), round);
  }
  return seen.size;
}

/** CPU seconds that this machine takes for the loop at this moment, the best of five. */
export function calibrate() {
  const times = Array.from({ length: 5 }, () => {
    const before = process.cpuUsage();
    if (loop() !== 41) throw new Error('The calibration loop did not do its work.');
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1e6;
  });
  return Math.min(...times);
}
