/** Whether a table's name fits a pattern: `*` stands for any text, `?` for one character, everything else for itself. */
export const fitsPattern = (name: string, pattern: string): boolean => {
  const expression = pattern
    .replace(/[.+^${}()|[\]\\-]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${expression}$`).test(name);
};
