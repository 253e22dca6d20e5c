/** Installs RabbitMQ for the tests where the system allows it. */
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';

/** Package scripts ask this file whether they may start a service: they may not. */
const policy = '/usr/sbin/policy-rc.d';

/** With apt-get, as root. False when that is not possible or does not work. */
export function installRabbitMq(): boolean {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return false;
  const hadPolicy = existsSync(policy);
  if (!hadPolicy) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    const install = ['install', '--yes', '--no-install-recommends', 'rabbitmq-server'];
    return aptGet(install) || (aptGet(['update']) && aptGet(install));
  } finally {
    if (!hadPolicy) rmSync(policy, { force: true });
  }
}

const aptGet = (args: string[]): boolean =>
  spawnSync('/usr/bin/apt-get', args, {
    stdio: 'ignore',
    timeout: 180_000,
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', DEBIAN_FRONTEND: 'noninteractive' },
  }).status === 0;
