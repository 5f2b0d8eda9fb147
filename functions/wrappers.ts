/** A trigger function of an app, with whatever Lambda passes besides the event. */
export type AppHandler<Event, Rest extends unknown[], Result> = (
  event: Event,
  ...rest: Rest
) => Result | Promise<Result>;
export type WrappedHandler<Event, Rest extends unknown[], Result> = (event: Event, ...rest: Rest) => Promise<Result>;

type OurHandler = (event: object, context: never) => Promise<object>;
type OurModule = Promise<{ readonly handler: OurHandler }>;

/** Runs ours before the app's, which gets the event as it came. What either throws is thrown. */
const runBefore = <Event extends object, Rest extends unknown[], Result>(
  load: () => OurModule,
  handler: AppHandler<Event, Rest, Result>,
): WrappedHandler<Event, Rest, Result> => {
  const ours = load();
  return async (event, ...rest) => {
    await (await ours).handler(event, contextOf(rest));
    return handler(event, ...rest);
  };
};

const contextOf = ([context = {}]: readonly unknown[]) => context as never;

/**
 * For a pool whose PostAuthentication slot is taken: binds users, then runs `handler` with the event as it came. Binding never
 * fails a sign-in, and takes at most 1.5 of the 5 seconds that Cognito waits. Needs the environment and the rights of
 * bind-user.
 */
export const withBindUser = <Event extends object, Rest extends unknown[], Result>(
  handler: AppHandler<Event, Rest, Result>,
): WrappedHandler<Event, Rest, Result> => runBefore(() => import('./bind-user/handler.ts'), handler);

/**
 * For a pool whose PreSignUp slot is taken: runs `handler`, with the event as it came, for whoever the guard lets pass; others are
 * refused before it. The guard takes at most 2.5 of the 5 seconds that Cognito waits. Needs the environment and the rights of
 * guard-sign-up.
 */
export const withGuard = <Event extends object, Rest extends unknown[], Result>(
  handler: AppHandler<Event, Rest, Result>,
): WrappedHandler<Event, Rest, Result> => runBefore(() => import('./guard-sign-up/handler.ts'), handler);

/**
 * For a pool whose PreTokenGeneration slot is taken: runs `handler`, then adds our claims to what it answered. Its word counts for
 * everything but claims of our names, also for groups where it speaks of them. Ours fails no token, and takes at most 1.5 of
 * the 5 seconds that Cognito waits. Needs the environment and the rights of issue-claims.
 */
export const withIssueClaims = <Event extends object, Rest extends unknown[], Result extends object>(
  handler: AppHandler<Event, Rest, Result>,
): WrappedHandler<Event, Rest, Result> => {
  const ours: OurModule = import('./issue-claims/handler.ts');
  return async (event, ...rest) => {
    const answered = await handler(event, ...rest);
    return (await (await ours).handler(answered, contextOf(rest))) as Result;
  };
};
