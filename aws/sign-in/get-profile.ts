import { AdminGetUserCommand, type AdminGetUserCommandOutput } from '@aws-sdk/client-cognito-identity-provider';
import type { ProfileAnswer } from '../../core/migrate-user/source-answer.ts';
import { failureOf, findRoleFailure, type SourcePool } from './source-pool.ts';

/** Reads one user by username or active alias. Every failure is an answer. */
export const getProfile = async (pool: SourcePool, username: string, signal: AbortSignal): Promise<ProfileAnswer> => {
  const roleFailure = await findRoleFailure(pool, signal);
  if (roleFailure !== undefined) return roleFailure;
  const { client, userPoolId } = pool;
  try {
    const output = await client.send(new AdminGetUserCommand({ UserPoolId: userPoolId, Username: username }), {
      abortSignal: signal,
    });
    return toProfile(output);
  } catch (error) {
    return failureOf('AdminGetUser', error);
  }
};

const toProfile = (output: AdminGetUserCommandOutput): ProfileAnswer => {
  const attributes = new Map<string, string>();
  for (const { Name, Value } of output.UserAttributes ?? []) {
    if (Name !== undefined && Value !== undefined) attributes.set(Name, Value);
  }
  const sub = attributes.get('sub');
  attributes.delete('sub');
  if (sub === undefined || output.Username === undefined)
    return { kind: 'error', call: 'AdminGetUser', name: 'AnswerWithoutProof' };
  return {
    kind: 'found',
    user: {
      sub,
      username: output.Username,
      attributes,
      status: output.UserStatus ?? 'UNKNOWN',
      enabled: output.Enabled === true,
      createdAtMs: output.UserCreateDate?.getTime() ?? 0,
      lastModifiedAtMs: output.UserLastModifiedDate?.getTime() ?? 0,
    },
    secondFactors: secondFactorsOf(output),
  };
};

/** `MFAOptions` is how older users carry SMS as second factor. */
const secondFactorsOf = ({ UserMFASettingList, PreferredMfaSetting, MFAOptions }: AdminGetUserCommandOutput) => [
  ...new Set([
    ...(UserMFASettingList ?? []),
    ...(PreferredMfaSetting === undefined ? [] : [PreferredMfaSetting]),
    ...(MFAOptions !== undefined && MFAOptions.length > 0 ? ['SMS_MFA'] : []),
  ]),
];
