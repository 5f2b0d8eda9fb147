/** Whether one of the flags stands before a bare `--`, whatever it stands next to. */
export const hasFlag = (argv: readonly string[], ...flags: readonly string[]): boolean => {
  const end = argv.indexOf('--');
  return argv.slice(0, end === -1 ? undefined : end).some((argument) => flags.includes(argument));
};
