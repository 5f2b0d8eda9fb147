import { AwsError } from '../aws-error.ts';
import type { LogStore, LogStream } from './log-store.ts';

const NAME = /^[.\-_/#A-Za-z0-9]{1,512}$/;

/** Throws for what can be no log group's name, or the beginning of one. */
export const assertGroupName = (name: string, member: string): void => {
  if (NAME.test(name)) return;
  throw new AwsError(
    'InvalidParameterException',
    `1 validation error detected: Value '${name}' at '${member}' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+`,
  );
};

/** The streams of a group that can be found by now. */
export const streamsOf = (logs: LogStore, group: string | undefined): ReadonlyMap<string, LogStream> => {
  assertGroupName(group ?? '', 'logGroupName');
  const streams = logs.visibleStreams(group ?? '');
  if (streams.size > 0) return streams;
  throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
};
