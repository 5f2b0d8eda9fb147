/** Runs `work` as if these variables were not set. An app whose function ours is wrapped around has them back afterwards. */
export const withoutVariables = <T>(names: readonly string[], work: () => T): T => {
  const hidden = names.map((name) => [name, process.env[name]] as const);
  for (const name of names) delete process.env[name];
  try {
    return work();
  } finally {
    for (const [name, value] of hidden) if (value !== undefined) process.env[name] = value;
  }
};
