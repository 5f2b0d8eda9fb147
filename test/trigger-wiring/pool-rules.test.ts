import { describe, expect, it } from 'vitest';
import { readDeployment } from '../../core/trigger-wiring/deployed-functions.ts';
import { findDifferences } from '../../core/trigger-wiring/find-differences.ts';
import { withFunctions, withoutFunctions } from '../../core/trigger-wiring/function-slots.ts';
import { judgeInterrupted } from '../../core/trigger-wiring/judge-interrupted.ts';

describe('two descriptions of a pool', () => {
  it.each([
    [
      'an order of words',
      { AutoVerifiedAttributes: ['email', 'phone_number'] },
      { AutoVerifiedAttributes: ['phone_number', 'email'] },
    ],
    ['nothing for something empty', { UserPoolTags: {}, AutoVerifiedAttributes: [] }, {}],
    ['tags of AWS itself', { UserPoolTags: { 'aws:cloudformation:stack-name': 'app' } }, {}],
    [
      'one function in both places of its slot',
      {
        LambdaConfig: { PreTokenGeneration: 'f', PreTokenGenerationConfig: { LambdaArn: 'f', LambdaVersion: 'V2_0' } },
      },
      { LambdaConfig: { PreTokenGenerationConfig: { LambdaVersion: 'V2_0', LambdaArn: 'f' } } },
    ],
    [
      'the older place for the newer',
      { LambdaConfig: { PreTokenGeneration: 'f' } },
      { LambdaConfig: { PreTokenGenerationConfig: { LambdaArn: 'f', LambdaVersion: 'V1_0' } } },
    ],
  ])('do not differ by %s', (_title, left, right) => {
    expect(findDifferences(left, right)).toEqual([]);
  });

  it.each([
    ['AutoVerifiedAttributes', { AutoVerifiedAttributes: ['email'] }, {}],
    ['MfaConfiguration', { MfaConfiguration: 'ON' }, { MfaConfiguration: 'OFF' }],
    [
      'Policies.PasswordPolicy.MinimumLength',
      { Policies: { PasswordPolicy: { MinimumLength: 8 } } },
      { Policies: { PasswordPolicy: { MinimumLength: 9 } } },
    ],
    [
      'AdminCreateUserConfig.AllowAdminCreateUserOnly',
      { AdminCreateUserConfig: { AllowAdminCreateUserOnly: false } },
      {},
    ],
    ['UserPoolTags.team', { UserPoolTags: { team: 'a' } }, { UserPoolTags: { team: 'b' } }],
    [
      'LambdaConfig.PreTokenGenerationConfig.LambdaVersion',
      { LambdaConfig: { PreTokenGenerationConfig: { LambdaArn: 'f', LambdaVersion: 'V1_0' } } },
      { LambdaConfig: { PreTokenGenerationConfig: { LambdaArn: 'f', LambdaVersion: 'V2_0' } } },
    ],
    [
      'AccountRecoverySetting.RecoveryMechanisms',
      { AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'verified_email', Priority: 1 }] } },
      { AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'verified_email', Priority: 2 }] } },
    ],
  ])('differ in %s', (path, left, right) => {
    expect(findDifferences(left, right)).toEqual([path]);
    expect(findDifferences(right, left)).toEqual([path]);
  });
});

describe('the triggers of a pool', () => {
  const functions = { UserMigration: 'migrate', PostAuthentication: 'bind', PreTokenGeneration: 'claims' };
  const others = { CustomMessage: 'theirs', KMSKeyID: 'key' };

  it('keep every other key when functions come and go', () => {
    const attached = withFunctions(others, functions, 'V2_0');

    expect(attached).toEqual({
      ...others,
      UserMigration: 'migrate',
      PostAuthentication: 'bind',
      PreTokenGenerationConfig: { LambdaArn: 'claims', LambdaVersion: 'V2_0' },
    });
    expect(withoutFunctions(attached, functions)).toEqual(others);
  });

  it('keep a function that somebody put in our place', () => {
    const config = { UserMigration: 'theirs', PreTokenGeneration: 'theirs', PostAuthentication: 'bind' };

    expect(withoutFunctions(config, functions)).toEqual({ UserMigration: 'theirs', PreTokenGeneration: 'theirs' });
  });
});

describe('an interrupted change', () => {
  const before = { AutoVerifiedAttributes: ['email'], LambdaConfig: { CustomMessage: 'theirs' } };
  const wanted = { ...before, LambdaConfig: { CustomMessage: 'theirs', UserMigration: 'migrate' } };

  it.each([
    ['nothing that another changed when it was never applied', { LambdaConfig: before.LambdaConfig }, []],
    ['nothing when all is as wanted', wanted, []],
    [
      'a trigger of somebody else when it was applied',
      { ...before, LambdaConfig: { UserMigration: 'migrate' } },
      ['LambdaConfig.CustomMessage'],
    ],
    ['what is missing when it was applied', { LambdaConfig: wanted.LambdaConfig }, ['AutoVerifiedAttributes']],
  ])('cost %s', (_title, now, cost) => {
    expect(judgeInterrupted({ before, wanted }, now)).toEqual(cost);
  });

  it('cost whatever is not as before when it was putting things back', () => {
    const now = { LambdaConfig: wanted.LambdaConfig };

    expect(judgeInterrupted({ before, wanted, isRestoring: true }, now)).toEqual([
      'AutoVerifiedAttributes',
      'LambdaConfig.UserMigration',
    ]);
  });
});

describe('outputs of a deployment', () => {
  const stack = { MigrateUserArn: 'migrate', BindUserArn: 'bind', TargetUserPoolArn: 'pool' };

  it('name the functions by their slots', () => {
    expect(readDeployment({ Other: { Url: 'x' }, Poolferry: stack }, 'file')).toEqual({
      stackName: 'Poolferry',
      functions: { UserMigration: 'migrate', PostAuthentication: 'bind' },
      targetUserPoolArn: 'pool',
    });
  });

  it.each([
    ['none', { Other: { Url: 'x' } }],
    ['something else', ['no', 'outputs']],
    ['two', { One: stack, Two: stack }],
    ['one that does not say its pool', { One: { MigrateUserArn: 'migrate' } }],
  ])('are refused when there is %s', (_title, content) => {
    expect(() => readDeployment(content, 'file')).toThrow(expect.objectContaining({ code: 'outputs-invalid' }));
  });
});
