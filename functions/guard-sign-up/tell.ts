import type { GuardReport } from '../../core/guard-sign-up/guard-sign-up.ts';
import { alarmOf } from '../../core/guard-sign-up/verdicts.ts';
import type { Telemetry } from '../invocation/telemetry.ts';

/** Counts every call once, as `SignUpPassed` or `SignUpRefused` by reason, and writes down those that concern the source. */
export const tell = (telemetry: Telemetry, report: GuardReport, requestId: string): void => {
  const { outcome, reason } = report;
  const fields = { requestId, ...report };
  if (outcome === 'passed') {
    telemetry.count('SignUpPassed', { reason });
    if (reason !== 'not-in-source') telemetry.info('passed', fields);
    return;
  }
  telemetry.count('SignUpRefused', { reason });
  const alarm = alarmOf(reason);
  if (alarm !== undefined) telemetry.count(alarm === 'security' ? 'SecurityAlarm' : 'Outage', { reason });
  telemetry[alarm === undefined ? 'info' : 'alarm']('refused', fields);
};
