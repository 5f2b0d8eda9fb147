/** The pool that a function serves, also where the rest of its environment cannot be read: that has to be told, too. */
export const targetUserPoolId = ({ POOLFERRY_TARGET = '' }: Readonly<Record<string, string | undefined>>): string =>
  /"userPoolId":\s*"([\w-]+)"/.exec(POOLFERRY_TARGET)?.[1] ?? 'unknown';
