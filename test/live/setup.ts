/** Loaded before each contract test of a live run: leaves out those that are not for a real account. */
import { basename } from 'node:path';
import { beforeEach } from 'vitest';
import { currentLiveRun, journal } from './live-run.ts';
import { MISSING_LOGS_ROLE, NEEDS_LOGS_ROLE, NOT_LIVE } from './not-live.ts';

const run = currentLiveRun();
if (run === undefined) throw new Error('This configuration is for `npm run test:live`.');

beforeEach(({ task, skip }) => {
  // Questions know themselves what they need.
  if (task.name.startsWith('a live run settles')) return;
  const file = basename(task.file.name);
  const title = `${task.suite?.name ?? ''} ${task.name}`;
  const listed = NOT_LIVE.find((entry) => file.startsWith(entry.file) && title.includes(entry.title ?? ''));
  const lacksRole = NEEDS_LOGS_ROLE.some(
    ({ file: of, except }) => file.startsWith(of) && !(except !== undefined && title.includes(except)),
  );
  const reason = listed?.reason ?? (lacksRole && run.logsRoleArn === null ? MISSING_LOGS_ROLE : undefined);
  if (reason === undefined) return;
  journal(run, 'not-run', { test: `${file}: ${title}`, reason });
  skip(reason);
});
