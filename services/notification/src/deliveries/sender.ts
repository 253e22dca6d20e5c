/** Sends what is due, a mail at a time, until the service stops. Several replicas share the work. */
import { setTimeout as wait } from 'node:timers/promises';
import { faultPoint, LOGGER, type Logger } from '@cspmexa/platform';
import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { CONFIG, type NotificationConfig } from '../config.js';
import { MAILER, MailRefused, type Mailer } from '../mail/mailer.js';
import { oneLine, type RenderedMail } from '../mail/frame.js';
import { writeGathered } from '../mail/gathered-mail.js';
import { storable } from '../storable.js';
import { maxTries } from './backoff.js';
import { DeliveryStore, type Claimed, type Gathered } from './delivery.store.js';

@Injectable()
export class Sender implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private stopping = false;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly deliveries: DeliveryStore,
    @Inject(MAILER) private readonly mailer: Mailer,
    @Inject(CONFIG) private readonly config: NotificationConfig,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.next();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.timer);
    await this.running;
    this.mailer.close();
  }

  private next(): void {
    if (this.stopping) return;
    this.timer = setTimeout(() => {
      this.running = this.sendDue()
        .catch((error: unknown) => this.logger.error({ error }, 'mails that are due could not be looked for'))
        .finally(() => this.next());
    }, this.config.MAIL_TICK_MS);
  }

  private async sendDue(): Promise<void> {
    while (!this.stopping) {
      const claimed = await this.deliveries.claim(this.config.MAIL_LEASE_SECONDS * 1_000);
      if (!claimed) return;
      await faultPoint('mail.claimed');
      await this.send(claimed);
    }
  }

  private async send(claimed: Claimed): Promise<void> {
    if (claimed.attempts > maxTries)
      return this.deliveries.failed(claimed, 'Its senders died, one after the other.', true);
    const sent = await this.handOver(claimed).catch((error: unknown) =>
      error instanceof Error ? error : new Error(String(error)),
    );
    if (sent instanceof Error) {
      this.logger.warn({ delivery: claimed.id, error: sent }, 'a mail could not be sent');
      await this.deliveries.failed(claimed, storable(oneLine(sent.message).slice(0, 500)), sent instanceof MailRefused);
      return;
    }
    await faultPoint('mail.sent');
    await this.log(claimed, sent);
  }

  private async handOver(claimed: Claimed): Promise<string> {
    const mail = 'mail' in claimed ? claimed.mail : await this.write(claimed, claimed.gathered);
    return this.mailer.send({ id: claimed.id, from: this.config.MAIL_FROM, to: claimed.recipient, ...mail });
  }

  private async write(claimed: Claimed, gathered: Gathered): Promise<RenderedMail> {
    const mail = writeGathered(gathered, claimed.language, this.config.PUBLIC_URL);
    await this.deliveries.keep(claimed, mail);
    return mail;
  }

  /** It is out: what is not logged now is sent once more when the lease ends, so a database that is away for a moment is waited for. */
  private async log(claimed: Claimed, providerMessageId: string): Promise<void> {
    for (const waitMs of waitsForLogMs) {
      try {
        return await this.deliveries.sent(claimed, providerMessageId);
      } catch (error) {
        this.logger.warn({ delivery: claimed.id, error }, 'a mail that was sent could not be logged yet');
        await wait(waitMs);
      }
    }
    await this.deliveries.sent(claimed, providerMessageId);
  }
}

const waitsForLogMs = [200, 1_000, 5_000];
