import {
  type CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  GetLogEventsCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-cloudwatch-logs';
import { describe, expect, it } from 'vitest';
import { readImportLog } from '../../aws/logs/read-import-log.ts';

const place = { userPoolId: 'eu-west-1_AbC', userPoolName: 'new', jobId: 'import-1' };

type Groups = Readonly<Record<string, readonly string[]>>;

/** Log groups with one stream of job `import-1` each; a page holds one line. */
const createLogs = (groups: Groups, { deniesGroups = false } = {}): CloudWatchLogsClient => {
  const linesOf = (name: string | undefined) => {
    const lines = groups[name ?? ''];
    if (lines === undefined) throw new ResourceNotFoundException({ message: 'no group', $metadata: {} });
    return lines;
  };
  const send = async (command: unknown) => {
    if (command instanceof DescribeLogGroupsCommand) {
      if (deniesGroups) throw Object.assign(new Error('denied'), { name: 'AccessDeniedException' });
      const names = Object.keys(groups).filter((name) => name.startsWith(command.input.logGroupNamePrefix ?? ''));
      const at = Number(command.input.nextToken ?? 0);
      const nextToken = at + 1 < names.length ? { nextToken: String(at + 1) } : {};
      return { logGroups: names.slice(at, at + 1).map((logGroupName) => ({ logGroupName })), ...nextToken };
    }
    if (command instanceof DescribeLogStreamsCommand) {
      linesOf(command.input.logGroupName);
      return { logStreams: [{ logStreamName: `${command.input.logStreamNamePrefix}job` }] };
    }
    if (command instanceof GetLogEventsCommand) {
      const lines = linesOf(command.input.logGroupName);
      const at = Number(command.input.nextToken ?? 0);
      return {
        events: lines.slice(at, at + 1).map((message) => ({ message })),
        nextForwardToken: String(Math.min(at + 1, lines.length)),
      };
    }
    throw new Error('not expected');
  };
  return { send } as unknown as CloudWatchLogsClient;
};

describe('the log of an import job', () => {
  it('is read to its end', async () => {
    const logs = createLogs({ '/aws/cognito/userpools/eu-west-1_AbC/new': ['a', 'b', 'c'] });

    expect(await readImportLog(logs, place)).toEqual({ kind: 'lines', lines: ['a', 'b', 'c'] });
  });

  it('is found where the pool had another name when the log began, and never in another pool', async () => {
    const logs = createLogs({
      '/aws/cognito/userpools/eu-west-1_AbC/older': [],
      '/aws/cognito/userpools/eu-west-1_AbC/old': ['a'],
      '/aws/cognito/userpools/eu-west-1_AbCd/new': ['b'],
    });

    expect(await readImportLog(logs, place)).toEqual({ kind: 'lines', lines: ['a'] });
  });

  it.each([
    ['there is none yet', createLogs({})],
    ['nobody may look for it', createLogs({}, { deniesGroups: true })],
  ])('is empty when %s', async (_when, logs) => {
    expect(await readImportLog(logs, place)).toEqual({ kind: 'lines', lines: [] });
  });
});
