import type { MigrationReport } from '../../core/migrate-user/migrate-user.ts';
import { isAlarming } from '../../core/migrate-user/reasons.ts';
import type { Telemetry } from '../invocation/telemetry.ts';

/** Writes down what became of one call: counts by outcome and reason, and one line of chosen fields. */
export const tell = (telemetry: Telemetry, report: MigrationReport, requestId: string, durationMs: number): void => {
  const { outcome, dropped = [], ...about } = report;
  const fields = {
    requestId,
    ...about,
    ...(dropped.length === 0 ? {} : { dropped }),
    ...(outcome.kind === 'create' ? {} : { reason: outcome.reason }),
  };
  telemetry.milliseconds('Duration', durationMs);
  if (dropped.length > 0) telemetry.count('AttributesDropped');
  if (report.downgrade !== undefined) telemetry.count('Downgraded', { downgrade: report.downgrade });
  switch (outcome.kind) {
    case 'create':
      telemetry.count('Migrated');
      telemetry.info('migrated', fields);
      return;
    case 'deny':
      telemetry.count('Denied', { reason: outcome.reason });
      if (isAlarming(outcome.reason)) telemetry.count('SecurityAlarm', { reason: outcome.reason });
      telemetry[isAlarming(outcome.reason) ? 'alarm' : 'info']('denied', fields);
      return;
    case 'outage':
      telemetry.count('Outage', { reason: outcome.reason });
      telemetry.alarm('outage', fields);
  }
};
