/** Members of an answer of AWS that this version of the SDK leaves out, by path. */
export const findUnknownMembers = (answered: unknown, understood: unknown, path = ''): string[] => {
  if (typeof answered !== 'object' || answered === null) return [];
  return Object.entries(answered).flatMap(([name, value]) => {
    if (value === null || value === undefined) return [];
    const at = Array.isArray(answered) ? `${path}[]` : path === '' ? name : `${path}.${name}`;
    const known = (Object(understood) as Record<string, unknown>)[name];
    return known === undefined ? [at] : findUnknownMembers(value, known, at);
  });
};
