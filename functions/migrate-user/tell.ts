import type { MigrationReport } from '../../core/migrate-user/migrate-user.ts';
import { isAlarming } from '../../core/migrate-user/reasons.ts';
import type { Telemetry } from '../invocation/telemetry.ts';

/**
 * Writes down what became of one call, and one line of chosen fields. Every call counts once: as `Migrated` (the password is
 * kept), `MigratedWithReset` (it must be chosen anew), `Denied`, `Outage` or `Paused`, the latter by reason.
 */
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
    case 'create': {
      const isConfirmed = outcome.response.finalUserStatus === 'CONFIRMED';
      telemetry.count(isConfirmed ? 'Migrated' : 'MigratedWithReset', { triggerSource: report.triggerSource ?? '' });
      telemetry.info(isConfirmed ? 'migrated' : 'migrated with reset', fields);
      return;
    }
    case 'deny':
      telemetry.count('Denied', { reason: outcome.reason });
      if (isAlarming(outcome.reason)) telemetry.count('SecurityAlarm', { reason: outcome.reason });
      telemetry[isAlarming(outcome.reason) ? 'alarm' : 'info']('denied', fields);
      return;
    case 'outage':
      // What an operator has planned is no reason to wake one.
      telemetry.count(isAlarming(outcome.reason) ? 'Outage' : 'Paused', { reason: outcome.reason });
      telemetry[isAlarming(outcome.reason) ? 'alarm' : 'info']('outage', fields);
  }
};
