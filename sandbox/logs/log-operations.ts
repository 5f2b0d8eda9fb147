import { AwsError, notServed } from '../aws-error.ts';
import { ownEntry } from '../own-entry.ts';
import { describeLogGroups } from './describe-log-groups.ts';
import { streamsOf } from './find-log-group.ts';
import { limitOf, numberIn } from './log-paging.ts';
import type { LogEvent, LogStore, LogStream } from './log-store.ts';

type Json = Readonly<Record<string, unknown>>;

const inTime =
  (request: { readonly startTime?: number; readonly endTime?: number }) =>
  ({ timestampMs }: LogEvent): boolean =>
    timestampMs >= (request.startTime ?? 0) && timestampMs < (request.endTime ?? Number.POSITIVE_INFINITY);

type DescribeLogStreamsRequest = {
  readonly logGroupName?: string;
  readonly logStreamNamePrefix?: string;
  readonly orderBy?: 'LogStreamName' | 'LastEventTime';
  readonly descending?: boolean;
  readonly limit?: number;
  readonly nextToken?: string;
};

const describeLogStreams = (logs: LogStore, request: DescribeLogStreamsRequest): Json => {
  if (request.orderBy === 'LastEventTime' && request.logStreamNamePrefix !== undefined) {
    throw new AwsError('InvalidParameterException', 'Cannot order by LastEventTime with a logStreamNamePrefix.');
  }
  const lastEventMs = (stream: LogStream): number => logs.visible(stream).at(-1)?.timestampMs ?? 0;
  const all = [...streamsOf(logs, request.logGroupName)]
    .filter(([name]) => name.startsWith(request.logStreamNamePrefix ?? ''))
    .sort(([leftName, left], [rightName, right]) =>
      request.orderBy === 'LastEventTime' ? lastEventMs(left) - lastEventMs(right) : leftName < rightName ? -1 : 1,
    );
  if (request.descending) all.reverse();
  const from = request.nextToken === undefined ? 0 : numberIn(request.nextToken, /^s\/(\d+)$/);
  const end = from + limitOf(request.limit, 50);
  return {
    logStreams: all.slice(from, end).map(([logStreamName, stream]) => ({
      logStreamName,
      creationTime: stream.createdMs,
      ...(logs.visible(stream).length === 0
        ? {}
        : { firstEventTimestamp: logs.visible(stream)[0]?.timestampMs, lastEventTimestamp: lastEventMs(stream) }),
    })),
    ...(end < all.length ? { nextToken: `s/${end}` } : {}),
  };
};

type GetLogEventsRequest = {
  readonly logGroupName?: string;
  readonly logStreamName?: string;
  readonly startTime?: number;
  readonly endTime?: number;
  readonly startFromHead?: boolean;
  readonly limit?: number;
  readonly nextToken?: string;
};

/** A reader is at the end when the token it gets is the token it sent. */
const getLogEvents = (logs: LogStore, request: GetLogEventsRequest): Json => {
  const stream = streamsOf(logs, request.logGroupName).get(request.logStreamName ?? '');
  if (stream === undefined) {
    throw new AwsError('ResourceNotFoundException', 'The specified log stream does not exist.');
  }
  const isWhole = request.startTime === undefined && request.endTime === undefined;
  const events = isWhole ? logs.visible(stream) : logs.visible(stream).filter(inTime(request));
  const limit = limitOf(request.limit, 10_000);
  let from: number;
  let end: number;
  if (request.nextToken?.startsWith('b/')) {
    end = numberIn(request.nextToken, /^b\/(\d+)\/s$/);
    from = Math.max(0, end - limit);
  } else if (request.nextToken !== undefined) {
    from = numberIn(request.nextToken, /^f\/(\d+)\/s$/);
    end = Math.min(events.length, from + limit);
  } else {
    from = request.startFromHead ? 0 : Math.max(0, events.length - limit);
    end = Math.min(events.length, from + limit);
  }
  return {
    events: events.slice(from, end).map(({ timestampMs, ingestedMs, message }) => ({
      timestamp: timestampMs,
      ingestionTime: ingestedMs,
      message,
    })),
    nextForwardToken: `f/${end}/s`,
    nextBackwardToken: `b/${from}/s`,
  };
};

type FilterLogEventsRequest = {
  readonly logGroupName?: string;
  readonly logStreamNames?: readonly string[];
  readonly logStreamNamePrefix?: string;
  readonly startTime?: number;
  readonly endTime?: number;
  readonly limit?: number;
  readonly nextToken?: string;
};

const filterLogEvents = (logs: LogStore, request: FilterLogEventsRequest): Json => {
  const events = [...streamsOf(logs, request.logGroupName)]
    .filter(([name]) => request.logStreamNames?.includes(name) ?? name.startsWith(request.logStreamNamePrefix ?? ''))
    .flatMap(([logStreamName, stream]) => logs.visible(stream).map((event) => ({ logStreamName, event })))
    .filter(({ event }) => inTime(request)(event))
    .sort((left, right) => left.event.timestampMs - right.event.timestampMs || left.event.id - right.event.id);
  const from = request.nextToken === undefined ? 0 : numberIn(request.nextToken, /^e\/(\d+)$/);
  const end = from + limitOf(request.limit, 10_000);
  return {
    events: events.slice(from, end).map(({ logStreamName, event }) => ({
      logStreamName,
      timestamp: event.timestampMs,
      ingestionTime: event.ingestedMs,
      message: event.message,
      eventId: String(event.id).padStart(56, '0'),
    })),
    searchedLogStreams: [],
    ...(end < events.length ? { nextToken: `e/${end}` } : {}),
  };
};

type LogOperation = { readonly members: readonly string[]; run(logs: LogStore, request: Json): Json };

const OPERATIONS: Readonly<Record<string, LogOperation>> = {
  DescribeLogGroups: { members: ['logGroupNamePrefix', 'limit', 'nextToken'], run: describeLogGroups },
  DescribeLogStreams: {
    members: ['logGroupName', 'logStreamNamePrefix', 'orderBy', 'descending', 'limit', 'nextToken'],
    run: describeLogStreams,
  },
  GetLogEvents: {
    members: ['logGroupName', 'logStreamName', 'startTime', 'endTime', 'startFromHead', 'limit', 'nextToken'],
    run: getLogEvents,
  },
  FilterLogEvents: {
    members: ['logGroupName', 'logStreamNames', 'logStreamNamePrefix', 'startTime', 'endTime', 'limit', 'nextToken'],
    run: filterLogEvents,
  },
};

/** Answers one CloudWatch Logs operation. */
export const callLogs = (logs: LogStore, operation: string, request: Json): Json => {
  const served = ownEntry(OPERATIONS, operation);
  if (served === undefined) throw notServed(`the CloudWatch Logs operation ${operation}`);
  for (const member of Object.keys(request)) {
    if (!served.members.includes(member)) throw notServed(`the member ${member} of ${operation}`);
  }
  return served.run(logs, request);
};
