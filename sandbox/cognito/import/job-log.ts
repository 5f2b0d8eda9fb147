import type { LogStore } from '../../logs/log-store.ts';
import type { UserPool } from '../pools/user-pool.ts';
import type { ImportJobControls } from './import-controls.ts';
import type { ImportJob } from './import-job.ts';

/** The pattern of CloudWatch Logs. Pools may have blanks and `+=,@` in their names, too. */
const ILLEGAL_IN_GROUP_NAMES = /[^\w.\-/#]/g;

/** What a job writes its lines with. Null: it has no access to the log, and fails over that. */
export const openJobLog = (
  logs: LogStore,
  pool: UserPool,
  job: ImportJob,
  controls: ImportJobControls,
): ((line: string) => void) | null => {
  const { name } = pool.settings;
  const isLegal = name.search(ILLEGAL_IN_GROUP_NAMES) === -1;
  if (controls.importLogsRole !== 'works') return null;
  if (!isLegal && controls.importIllegalGroupName === 'job fails') return null;
  if (controls.importLog === 'missing' || (!isLegal && controls.importIllegalGroupName === 'missing log')) {
    return () => {};
  }
  const group = `/aws/cognito/userpools/${pool.id}/${name.replace(ILLEGAL_IN_GROUP_NAMES, '_')}`;
  const to = { group, stream: `${job.id}/${job.name}` };
  return (line) => logs.write(to, line);
};
