import {
  ListUsers$,
  ListUsersCommand,
  type ListUsersCommandInput,
  type UserType,
} from '@aws-sdk/client-cognito-identity-provider';

/** A user as answers spell them: in seconds since 1970, as AWS JSON 1.1 has it, and with `null` where an SDK leaves out. */
export type PlainUser = { readonly [K in keyof UserType]: Plain<UserType[K]> | null };
type Plain<T> = T extends Date ? number : T;

const [kind, namespace, name, traits, input] = ListUsers$;
const text = 0;
const answer: (typeof ListUsers$)[5] = [
  3,
  namespace,
  'ListUsersResponse',
  0,
  ['Users', 'PaginationToken'],
  // The SDK lets a value pass as it is where it expects a text.
  [text, text],
];
const listPlainUsers: typeof ListUsers$ = [kind, namespace, name, traits, input, answer];

/**
 * ListUsers whose `Users` are what the answer's JSON says: `PlainUser`s, whatever the type of the command promises. The SDK would
 * make each of them anew, attribute by attribute, which is a third of what a page costs. All the rest is the SDK's.
 */
export const listPlainUsersCommand = (request: ListUsersCommandInput): ListUsersCommand => {
  const command = new ListUsersCommand(request);
  command.middlewareStack.add(
    (next, context) => (args) => {
      Object.assign(context.__smithy_context ?? {}, { operationSchema: listPlainUsers });
      return next(args);
    },
    { step: 'initialize', name: 'leaveUsersPlain' },
  );
  return command;
};
