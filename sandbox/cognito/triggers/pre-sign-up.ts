import type { CognitoState } from '../cognito-state.ts';
import { assertVerifiable } from '../schema/assert-verifiable.ts';
import { hasGeneratedName, nextSub } from '../users/create-user.ts';
import { fromWireAttributes, type WireAttribute } from '../wire.ts';
import { invokeTrigger } from './invoke-trigger.ts';
import { type JsonObject, optionalBoolean } from './returned-event.ts';
import { type ClientMetadata, type TriggerOrigin, triggerArn, withClientMetadata } from './trigger-call.ts';

/** Somebody who passed every check and is about to exist. */
export type Newcomer = {
  readonly triggerSource: 'PreSignUp_SignUp' | 'PreSignUp_AdminCreateUser' | 'PreSignUp_ExternalProvider';
  /** As typed; in a pool with username attributes the address. */
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly validationData?: ReadonlyMap<string, string> | undefined;
  readonly clientMetadata?: ClientMetadata;
};

/** What a request passes on to the function alone: none of it is kept. */
export const passedOn = (request: {
  readonly ValidationData?: readonly WireAttribute[];
  readonly ClientMetadata?: Readonly<Record<string, string>>;
}): Pick<Newcomer, 'validationData' | 'clientMetadata'> => ({
  clientMetadata: request.ClientMetadata,
  validationData: request.ValidationData === undefined ? undefined : fromWireAttributes(request.ValidationData),
});

/** What the function made of them. */
export type Admission = {
  readonly isConfirmed: boolean;
  readonly attributes: ReadonlyMap<string, string>;
  /** A verified address takes its alias from whoever has it. */
  readonly forceAliases: boolean;
};

const admit = ({ attributes }: Newcomer, response: JsonObject): Admission => {
  const verified = [
    ...(optionalBoolean(response, 'autoVerifyEmail') ? ['email_verified'] : []),
    ...(optionalBoolean(response, 'autoVerifyPhone') ? ['phone_number_verified'] : []),
  ].map((flag): [string, string] => [flag, 'true']);
  assertVerifiable(new Map(verified), attributes);
  return {
    isConfirmed: optionalBoolean(response, 'autoConfirmUser') ?? false,
    attributes: new Map([...attributes, ...verified]),
    forceAliases: verified.length > 0,
  };
};

/**
 * Asks the pool's PreSignUp function about somebody new. Whatever goes wrong in it keeps them out. Its answer counts for
 * nothing where an administrator creates the user.
 */
export const runPreSignUp = async (
  state: CognitoState,
  origin: TriggerOrigin,
  newcomer: Newcomer,
): Promise<Admission> => {
  const arn = triggerArn(origin.pool, 'PreSignUp');
  const unchanged = { isConfirmed: false, attributes: newcomer.attributes, forceAliases: false };
  if (arn === undefined) return unchanged;
  const { pool } = origin;
  const { name, attributes, validationData, clientMetadata, triggerSource } = newcomer;
  const isGenerated = hasGeneratedName(pool, { isFederated: triggerSource === 'PreSignUp_ExternalProvider' });
  const response = await invokeTrigger(state, origin, {
    trigger: 'PreSignUp',
    arn,
    triggerSource,
    userName: isGenerated ? nextSub(state, pool, name) : pool.users.fold(name),
    request: {
      userAttributes: Object.fromEntries(attributes),
      validationData: validationData === undefined ? null : Object.fromEntries(validationData),
      ...withClientMetadata(clientMetadata),
    },
    response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
  });
  return triggerSource === 'PreSignUp_AdminCreateUser' ? unchanged : admit(newcomer, response);
};
