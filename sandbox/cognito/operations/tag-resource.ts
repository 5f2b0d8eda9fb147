import { AwsError } from '../../aws-error.ts';
import type { CognitoState } from '../cognito-state.ts';
import { defineOperation } from '../operation.ts';
import type { UserPool } from '../pools/user-pool.ts';

const MAX_TAGS = 50;

const poolByArn = (state: CognitoState, arn: string): UserPool => {
  const pool = state.pools.values().find((candidate) => candidate.arn === arn);
  if (pool === undefined) throw new AwsError('ResourceNotFoundException', `Resource ${arn} does not exist.`);
  return pool;
};

const setTags = (pool: UserPool, tags: Readonly<Record<string, string>>): Record<string, never> => {
  if (Object.keys(tags).length > MAX_TAGS) {
    throw new AwsError('InvalidParameterException', `A user pool can have at most ${MAX_TAGS} tags.`);
  }
  pool.settings = { ...pool.settings, tags };
  return {};
};

export const tagResource = defineOperation<{
  readonly ResourceArn: string;
  readonly Tags: Readonly<Record<string, string>>;
}>(['ResourceArn', 'Tags'], (state, request) => {
  const pool = poolByArn(state, request.ResourceArn);
  return setTags(pool, { ...pool.settings.tags, ...request.Tags });
});

export const untagResource = defineOperation<{ readonly ResourceArn: string; readonly TagKeys: readonly string[] }>(
  ['ResourceArn', 'TagKeys'],
  (state, request) => {
    const pool = poolByArn(state, request.ResourceArn);
    const kept = Object.entries(pool.settings.tags).filter(([name]) => !request.TagKeys.includes(name));
    return setTags(pool, Object.fromEntries(kept));
  },
);

export const listTagsForResource = defineOperation<{ readonly ResourceArn: string }>(
  ['ResourceArn'],
  (state, request) => ({
    Tags: poolByArn(state, request.ResourceArn).settings.tags,
  }),
);
