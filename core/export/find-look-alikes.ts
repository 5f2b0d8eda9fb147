/**
 * Sign-in names that the target tells apart and a person may not: equal after Unicode folding, or not plain ASCII at all.
 * They are only flagged: making one of them would give somebody's account away.
 */
export const findLookAlikes = (
  logins: Iterable<{ readonly sub: string; readonly login: string }>,
): { readonly nonAscii: readonly string[]; readonly groups: readonly (readonly string[])[] } => {
  const nonAscii: string[] = [];
  const groups = new Map<string, string[]>();
  for (const { sub, login } of logins) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the range of ASCII begins with them.
    if (!/^[\u0000-\u007f]*$/.test(login)) nonAscii.push(sub);
    const folded = login.normalize('NFKC').toLowerCase();
    const group = groups.get(folded);
    if (group) group.push(sub);
    else groups.set(folded, [sub]);
  }
  return { nonAscii, groups: [...groups.values()].filter((group) => group.length > 1) };
};
