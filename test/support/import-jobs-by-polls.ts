import type { Sandbox } from '../../sandbox/sandbox.ts';

/** From now on import jobs go on only when somebody looks at them: how busy this machine is decides nothing. */
export const moveImportJobsByPolls = ({ cognito }: Pick<Sandbox, 'cognito'>, importPollsPerStatus = 3) => {
  const importPendingMs = Number.POSITIVE_INFINITY;
  Object.assign(cognito.controls, { importPendingMs, importInProgressMs: importPendingMs, importPollsPerStatus });
};
