import type { BindReport } from '../../core/bind-user/bind-user.ts';
import type { GroupReplay } from '../../core/bind-user/replay-groups.ts';
import type { Telemetry } from '../invocation/telemetry.ts';

/** Writes down what became of one sign-in, unless there was nothing to do. */
export const tell = (telemetry: Telemetry, report: BindReport, requestId: string): void => {
  const { previousSub, newSub, outcome } = report;
  const fields = {
    requestId,
    ...(previousSub === undefined ? {} : { previousSub }),
    ...(newSub === undefined ? {} : { newSub }),
    outcome,
  };
  switch (outcome) {
    case 'nothing-to-bind':
      return;
    case 'refused':
      telemetry.count('SecurityAlarm', { reason: report.reason });
      telemetry.alarm('refused to bind', { ...fields, reason: report.reason });
      return;
    case 'failed':
      telemetry.count('BindFailed');
      telemetry.alarm('could not bind', { ...fields, errorName: report.errorName });
      return;
    case 'left-to-import':
      telemetry.count('LeftToImport');
      telemetry.info(outcome, fields);
      return;
    case 'bound':
      telemetry.count('Bound');
      telemetry.info(outcome, fields);
      break;
    case 'already-bound':
  }
  if (report.groups !== undefined) tellGroups(telemetry, report.groups, fields);
};

const tellGroups = (
  telemetry: Telemetry,
  { added, missing, pending, errorName }: GroupReplay,
  about: Readonly<Record<string, string>>,
) => {
  const fields = { ...about, added, missing, pending, ...(errorName === undefined ? {} : { errorName }) };
  if (missing.length > 0) telemetry.count('GroupsMissing');
  if (pending.length > 0 || errorName !== undefined) telemetry.count('GroupsPending');
  else telemetry.count('GroupsReplayed');
  telemetry[missing.length > 0 || errorName !== undefined ? 'alarm' : 'info']('groups', fields);
};
