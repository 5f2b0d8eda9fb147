import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { targetUserPoolId } from './target-user-pool-id.ts';
import { withoutVariables } from './without-variables.ts';

/** What may be written down: chosen fields, never an event, a name, a value or a message that somebody else composed. */
export type LogFields = Readonly<Record<string, string | number | boolean | readonly string[]>>;

export type Telemetry = {
  info(message: string, fields: LogFields): void;
  alarm(message: string, fields: LogFields): void;
  /** Counts one, in all and by each of the dimensions together. */
  count(name: string, dimensions?: Readonly<Record<string, string>>): void;
  milliseconds(name: string, value: number): void;
  /** Says how long `work` took, whatever came of it. */
  time<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** Writes the metrics of this invocation. */
  publish(): void;
};

type Tools = { readonly logger: Logger; readonly metrics: Metrics; readonly singleMetric: Metrics };

/** By each of them the library writes no metrics, and without metrics there are no alarms. It reads them when it is built. */
const silencers = ['POWERTOOLS_DEV', 'POWERTOOLS_METRICS_DISABLED'];

const createTools = (serviceName: string): Tools =>
  withoutVariables(silencers, () => {
    // Two migrations may share an account and a Region, and each has its own alarms.
    const defaultDimensions = { userPoolId: targetUserPoolId(process.env) };
    const settings = { namespace: 'poolferry', serviceName, defaultDimensions };
    return {
      logger: new Logger({ serviceName, logLevel: 'INFO', sampleRateValue: 0 }),
      metrics: new Metrics(settings),
      singleMetric: new Metrics({ ...settings, singleMetric: true }),
    };
  });

/** Nothing here ever throws: what happened to a sign-in must not depend on whether it could be written down. */
export const createTelemetry = (serviceName: string): Telemetry => {
  let tools: Tools | undefined;
  const quietly = (write: (open: Tools) => void) => {
    try {
      tools ??= createTools(serviceName);
      write(tools);
    } catch {
      // There is nowhere left to say so.
    }
  };
  const milliseconds = (name: string, value: number) =>
    quietly(({ metrics }) => metrics.addMetric(name, MetricUnit.Milliseconds, value));
  return {
    info: (message, fields) => quietly(({ logger }) => logger.info(message, { ...fields })),
    alarm: (message, fields) => quietly(({ logger }) => logger.error(message, { ...fields })),
    count: (name, dimensions) =>
      quietly(({ metrics, singleMetric }) => {
        metrics.addMetric(name, MetricUnit.Count, 1);
        if (dimensions === undefined) return;
        singleMetric.addDimensions({ ...dimensions });
        singleMetric.addMetric(name, MetricUnit.Count, 1);
      }),
    milliseconds,
    time: async (name, work) => {
      const startedAtMs = performance.now();
      try {
        return await work();
      } finally {
        milliseconds(name, performance.now() - startedAtMs);
      }
    },
    publish: () =>
      quietly(({ metrics }) => {
        // Publishing nothing is worth a warning to the library, and nothing is what most sign-ins are about.
        if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
      }),
  };
};
