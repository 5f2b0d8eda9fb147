import { passwordHashColumn } from './password-hash.ts';

type HeaderRules = {
  /** Columns that `GetCSVHeader` names. */
  readonly columns: readonly string[];
  readonly takesHashes: boolean;
};

/**
 * What is wrong with the columns of a file, whose order is free but of which all must be there, even if they are blank
 * throughout. AWS's page says that the header has a column for hashes and shows one without: a file may have it either way.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-using-import-tool.html, read 2026-11-20.
 */
export const findHeaderProblems = (header: readonly string[], { columns, takesHashes }: HeaderRules): string[] => {
  const expected = new Set(takesHashes ? [...columns, passwordHashColumn] : columns);
  // Where somebody forgot the header, what stands there is the first row, with a person's data.
  const isHeader = 2 * [...expected].filter((name) => header.includes(name)).length >= expected.size;
  const quote = (name: string) => (isHeader ? `"${name.slice(0, 64)}"` : 'of another kind');
  const problems = [...expected].filter((name) => !header.includes(name)).map((name) => `lacks the column "${name}"`);
  for (const name of new Set(header)) {
    if (header.indexOf(name) !== header.lastIndexOf(name))
      problems.push(`has the column ${quote(name)} more than once`);
    if (expected.has(name)) continue;
    problems.push(
      name === passwordHashColumn
        ? `has a column "${passwordHashColumn}", for which --password-hashing-algorithm has to say what made the hashes`
        : `has a column ${quote(name)}, which the target does not have`,
    );
  }
  return [...new Set(problems)];
};
