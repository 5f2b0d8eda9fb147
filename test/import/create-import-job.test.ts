import {
  InternalErrorException,
  InvalidParameterException,
  LimitExceededException,
  NotAuthorizedException,
  OperationNotEnabledException,
  PreconditionNotMetException,
  ResourceNotFoundException,
  TooManyRequestsException,
} from '@aws-sdk/client-cognito-identity-provider';
import { describe, expect, it } from 'vitest';
import { createImportJob } from '../../aws/import-jobs/create-import-job.ts';
import { startImportJob } from '../../aws/import-jobs/start-import-job.ts';
import type { CognitoClient } from '../../aws/users/cognito-client.ts';

const refusing = (error: Error) =>
  ({
    send: async () => {
      throw error;
    },
  }) as unknown as CognitoClient;

const create = (error: Error) =>
  createImportJob(refusing(error), { userPoolId: 'p', jobName: 'j', logsRoleArn: 'arn:aws:iam::1:role/logs' });

const start = (error: Error) => startImportJob(refusing(error), { userPoolId: 'p', jobId: 'import-x' });

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

  it('is asked for later when AWS asks for patience', async () => {
    expect(await create(new TooManyRequestsException(details))).toBe('busy');
  });

  it.each([
    ['the pool is gone', new ResourceNotFoundException(details)],
    ['access is denied', new NotAuthorizedException(details)],
    ['the service fails', new InternalErrorException(details)],
  ])('leaves the error to whoever calls when %s', async (_when, error) => {
    await expect(create(error)).rejects.toBe(error);
  });
});

describe('an import job that Cognito does not start', () => {
  it.each([
    ['another one of the account is active', new PreconditionNotMetException({ ...details, message: 'not now' })],
    ['it asks for patience', new TooManyRequestsException(details)],
    ['a limit is reached', new LimitExceededException(details)],
  ])('is waited for when %s', async (_when, error) => {
    expect(await start(error)).toBe('busy');
  });

  it('has no file when it says that none was uploaded', async () => {
    const message = 'No csv file was uploaded for import-x';

    expect(await start(new PreconditionNotMetException({ ...details, message }))).toBe('no-file');
  });

  it.each([
    ['a parameter is wrong', new InvalidParameterException(details), 'import.logsRoleArn'],
    ['the Region holds a replica', new OperationNotEnabledException(details), 'target.region'],
    [
      'the pool verifies no address by itself, which no waiting mends',
      new PreconditionNotMetException({ ...details, message: 'as AWS words it: no auto verified attributes' }),
      'AutoVerifiedAttributes',
    ],
  ])('says what to look at when %s, in the words of AWS too', async (_when, error, hint) => {
    await expect(start(error)).rejects.toMatchObject({
      code: 'import-job-refused',
      message: expect.stringContaining('as AWS words it'),
      hint: expect.stringContaining(hint),
    });
  });
});
