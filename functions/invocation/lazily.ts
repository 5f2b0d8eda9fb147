/** Builds once per container, at first use. A failed attempt is forgotten, so that the next invocation tries again. */
export const lazily = <Arguments extends unknown[], T>(build: (...args: Arguments) => Promise<T>) => {
  let built: Promise<T> | undefined;
  return (...args: Arguments): Promise<T> => {
    built ??= build(...args).catch((error: unknown) => {
      built = undefined;
      throw error;
    });
    return built;
  };
};
