import {
  InvalidParameterException,
  LimitExceededException,
  OperationNotEnabledException,
  PreconditionNotMetException,
  TooManyRequestsException,
} from '@aws-sdk/client-cognito-identity-provider';
import { describe, expect, it } from 'vitest';
import { createImportJob } from '../../aws/import-jobs/create-import-job.ts';
import type { CognitoClient } from '../../aws/users/cognito-client.ts';

const refusing = (error: Error) =>
  ({
    send: async () => {
      throw error;
    },
  }) as unknown as CognitoClient;

const create = (error: Error) =>
  createImportJob(refusing(error), { userPoolId: 'p', jobName: 'j', logsRoleArn: 'arn:aws:iam::1:role/logs' });

const details = { message: 'as AWS words it', $metadata: {} };

describe('an import job that Cognito does not make', () => {
  it.each([
    ['the role is not one it can assume', new InvalidParameterException(details), 'import.logsRoleArn'],
    ['something is missing first', new PreconditionNotMetException(details), 'another import job'],
    ['the Region holds a replica', new OperationNotEnabledException(details), 'target.region'],
  ])('says what to look at when %s, in the words of AWS too', async (_when, error, hint) => {
    await expect(create(error)).rejects.toMatchObject({
      code: 'import-job-refused',
      message: expect.stringContaining('as AWS words it'),
      hint: expect.stringContaining(hint),
    });
  });

  it('is waited for when there are too many now', async () => {
    expect(await create(new LimitExceededException(details))).toBe('limit');
  });

  it('is tried again by whoever calls when AWS asks for patience', async () => {
    const error = new TooManyRequestsException(details);

    await expect(create(error)).rejects.toBe(error);
  });
});
