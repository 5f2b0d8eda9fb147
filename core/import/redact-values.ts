/**
 * Replaces every value of the row that occurs in Cognito's own words by the name of its column: AWS promises that its log
 * holds no user data, and a report of ours does not depend on that.
 */
export const redactValues = (text: string, row: ReadonlyMap<string, string>): string => {
  const columns = [...row]
    .filter(([, value]) => value.length >= 2 && value !== 'true' && value !== 'false')
    .sort(([, a], [, b]) => b.length - a.length);
  return columns
    .reduce((redacted, [column, value]) => replaceAnyCase(redacted, value, `<${column}>`), text)
    .slice(0, 200);
};

const replaceAnyCase = (text: string, value: string, replacement: string): string =>
  text.replace(new RegExp(value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'giu'), () => replacement);
