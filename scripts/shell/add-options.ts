import { Option, type Command as Parser } from 'commander';
import type { OptionSpec } from '../commands/command.ts';

/** Makes options known to a parser. A value that is refused becomes a problem rather than the end, so that all are found. */
export const addOptions = (
  parser: Parser,
  specs: readonly OptionSpec[],
  onProblem: (problem: string) => void,
): readonly { readonly spec: OptionSpec; readonly option: Option }[] =>
  specs.map((spec) => {
    const option = new Option(spec.flags, spec.description);
    if (spec.default !== undefined) option.default(spec.default);
    if (option.required || option.optional) {
      option.argParser((value: string, previous: unknown) => {
        const parsed = parseValue(spec, option, value, onProblem);
        return option.variadic ? [...(Array.isArray(previous) ? previous : []), parsed] : parsed;
      });
    }
    parser.addOption(option);
    return { spec, option };
  });

const parseValue = (spec: OptionSpec, option: Option, value: string, onProblem: (problem: string) => void) => {
  // Commander takes whatever follows as the value; another flag is a value forgotten.
  if (/^--[a-z]/.test(value)) {
    onProblem(`${option.long ?? spec.flags}: needs a value, but "${value}" follows`);
    return undefined;
  }
  // As a shell variable that is not set gives it: "" would stand for the directory we are in.
  if (value === '') {
    onProblem(`${option.long ?? spec.flags}: needs a value`);
    return undefined;
  }
  try {
    return spec.parse === undefined ? value : spec.parse(value);
  } catch (error) {
    onProblem(`${option.long ?? spec.flags}: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
};
