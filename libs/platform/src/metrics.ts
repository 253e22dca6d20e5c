/** Prometheus metrics of one service: each has its own registry, so that several services can share a process. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Seconds, from a cache hit to the gateway's time-out. */
const durationBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15];

/** Makes the metrics of a service and renders them. Asking for the same name again gives the same metric. */
export class Metrics {
  readonly registry = new Registry();

  constructor(service: string) {
    this.registry.setDefaultLabels({ service });
  }

  /** Adds the metrics of the process: CPU, memory, event loop. For the service that owns the process. */
  watchProcess(): this {
    collectDefaultMetrics({ register: this.registry });
    return this;
  }

  /** A number that only grows. */
  counter<Label extends string = never>(name: string, help: string, labelNames: readonly Label[] = []): Counter<Label> {
    return this.once(name, Counter, () => new Counter({ name, help, labelNames, registers: [this.registry] }));
  }

  /** A number that goes up and down; `collect` is called before it is read. */
  gauge<Label extends string = never>(
    name: string,
    help: string,
    labelNames: readonly Label[] = [],
    collect?: (gauge: Gauge<Label>) => void | Promise<void>,
  ): Gauge<Label> {
    return this.once(name, Gauge, () => {
      const gauge: Gauge<Label> = new Gauge({
        name,
        help,
        labelNames,
        registers: [this.registry],
        ...(collect ? { collect: () => collect(gauge) } : {}),
      });
      return gauge;
    });
  }

  /** A distribution; of durations in seconds unless other buckets are given. */
  histogram<Label extends string = never>(
    name: string,
    help: string,
    labelNames: readonly Label[] = [],
    buckets: readonly number[] = durationBuckets,
  ): Histogram<Label> {
    return this.once(
      name,
      Histogram,
      () => new Histogram({ name, help, labelNames, buckets: [...buckets], registers: [this.registry] }),
    );
  }

  /** The exposition text and its media type. */
  async text(): Promise<{ body: string; contentType: string }> {
    return { body: await this.registry.metrics(), contentType: this.registry.contentType };
  }

  private once<M extends object>(name: string, kind: abstract new (...args: never[]) => object, make: () => M): M {
    const existing: unknown = this.registry.getSingleMetric(name);
    if (!existing) return make();
    if (!(existing instanceof kind)) throw new Error(`The metric ${name} exists with another type.`);
    // Made by this method under this name and type; the label names are the caller's own.
    return existing as M;
  }
}
