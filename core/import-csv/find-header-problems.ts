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

/** What stands there may be the first row, with people's data, where somebody forgot the header. */
const quote = (name: string) => (/^[a-z_]+$|^(custom|cognito):\w{1,20}$/i.test(name) ? `"${name}"` : 'of another kind');
