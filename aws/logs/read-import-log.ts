import {
  type CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  GetLogEventsCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-cloudwatch-logs';
import type { JobLog } from '../../core/import/import-ports.ts';

type JobLogPlace = { readonly userPoolId: string; readonly userPoolName: string; readonly jobId: string };

/**
 * Every line that an import job has logged so far. Streams are found by the job's id, which comes first in their name. The
 * group has the pool's name, which can be changed, and can be one that no group may have: where it has none of the job, the
 * pool's other groups are looked at, too.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-using-import-tool.html, read 2026-11-20.
 */
export const readImportLog = async (
  client: CloudWatchLogsClient,
  { userPoolId, userPoolName, jobId }: JobLogPlace,
  signal?: AbortSignal,
): Promise<JobLog> => {
  const poolGroups = `/aws/cognito/userpools/${userPoolId}/`;
  const expected = `${poolGroups}${userPoolName}`;
  const options = signal ? { abortSignal: signal } : {};
  try {
    const lines = groupNames.test(expected) ? await readGroup(client, expected, jobId, options) : [];
    if (lines.length > 0) return { kind: 'lines', lines };
    for (const group of await findGroups(client, poolGroups, options)) {
      const elsewhere = group === expected ? [] : await readGroup(client, group, jobId, options);
      if (elsewhere.length > 0) return { kind: 'lines', lines: elsewhere };
    }
    return { kind: 'lines', lines };
  } catch (error) {
    if (error instanceof Error && error.name === 'AccessDeniedException') {
      return { kind: 'unreadable', why: 'these credentials lack logs:DescribeLogStreams or logs:GetLogEvents' };
    }
    throw error;
  }
};

/** CloudWatch refuses to look for any other. Pools may have blanks and `+=,@` in their names. */
const groupNames = /^[.\-_/#A-Za-z0-9]+$/;

type Stream = { readonly logGroupName: string; readonly logStreamName: string };
type Options = { readonly abortSignal?: AbortSignal };

/** A group that does not exist is one without lines. */
const readGroup = async (client: CloudWatchLogsClient, logGroupName: string, jobId: string, options: Options) => {
  const lines: string[] = [];
  try {
    for (const logStreamName of await findStreams(client, logGroupName, jobId, options)) {
      for await (const line of readStream(client, { logGroupName, logStreamName }, options)) lines.push(line);
    }
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
  }
  return lines;
};

/** A second place to look: where these credentials may not list groups, there is none. */
const findGroups = async (client: CloudWatchLogsClient, prefix: string, options: Options): Promise<string[]> => {
  const names: string[] = [];
  let nextToken: string | undefined;
  try {
    do {
      const page = await client.send(
        new DescribeLogGroupsCommand({ logGroupNamePrefix: prefix, ...(nextToken === undefined ? {} : { nextToken }) }),
        options,
      );
      names.push(...(page.logGroups ?? []).flatMap((group) => group.logGroupName ?? []));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
  } catch (error) {
    if (options.abortSignal?.aborted) throw error;
  }
  return names;
};

const findStreams = async (client: CloudWatchLogsClient, logGroupName: string, jobId: string, options: Options) => {
  const names: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await client.send(
      new DescribeLogStreamsCommand({
        logGroupName,
        logStreamNamePrefix: `${jobId}/`,
        ...(nextToken === undefined ? {} : { nextToken }),
      }),
      options,
    );
    names.push(...(page.logStreams ?? []).flatMap((stream) => stream.logStreamName ?? []));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return names;
};

/** The end of a stream is told by a token that does not change; empty pages before it mean nothing. */
async function* readStream(client: CloudWatchLogsClient, stream: Stream, options: Options) {
  let token: string | undefined;
  for (;;) {
    const page = await client.send(
      new GetLogEventsCommand({ ...stream, startFromHead: true, ...(token === undefined ? {} : { nextToken: token }) }),
      options,
    );
    for (const { message } of page.events ?? []) if (message !== undefined) yield message;
    if (page.nextForwardToken === undefined || page.nextForwardToken === token) return;
    token = page.nextForwardToken;
  }
}
