import type { BindUserSettings } from './bind-user.ts';

export type SignIn = { readonly username: string; readonly sub: string; readonly previousSub: string };

/** Who signed in, if they name a source user. Anything but a sign-in to the configured pool has nobody to bind. */
export const readSignIn = (
  event: unknown,
  { target, previousSub: attribute }: Pick<BindUserSettings, 'target' | 'previousSub'>,
): SignIn | undefined => {
  const { triggerSource, userPoolId, userName, request } = toObject(event);
  if (triggerSource !== 'PostAuthentication_Authentication' || userPoolId !== target.userPoolId) return undefined;
  const { sub, [attribute]: previousSub } = toObject(toObject(request).userAttributes);
  if (typeof userName !== 'string' || typeof sub !== 'string' || typeof previousSub !== 'string') return undefined;
  return previousSub === '' ? undefined : { username: userName, sub, previousSub };
};

const toObject = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
