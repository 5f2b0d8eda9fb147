import { assertGroupName } from './find-log-group.ts';
import { limitOf, numberIn } from './log-paging.ts';
import type { LogStore } from './log-store.ts';

type DescribeLogGroupsRequest = {
  readonly logGroupNamePrefix?: string;
  readonly limit?: number;
  readonly nextToken?: string;
};

export const describeLogGroups = (logs: LogStore, request: DescribeLogGroupsRequest): Record<string, unknown> => {
  const prefix = request.logGroupNamePrefix ?? '';
  if (request.logGroupNamePrefix !== undefined) assertGroupName(prefix, 'logGroupNamePrefix');
  const all = [...logs.groups.keys()]
    .filter((name) => name.startsWith(prefix) && logs.visibleStreams(name).size > 0)
    .sort();
  const from = request.nextToken === undefined ? 0 : numberIn(request.nextToken, /^g\/(\d+)$/);
  const end = from + limitOf(request.limit, 50);
  return {
    logGroups: all.slice(from, end).map((logGroupName) => ({ logGroupName })),
    ...(end < all.length ? { nextToken: `g/${end}` } : {}),
  };
};
