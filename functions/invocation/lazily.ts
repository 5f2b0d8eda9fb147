/** Builds once per container, at first use. A failed attempt is forgotten, so that the next invocation tries again. */
export const lazily = <T>(build: () => Promise<T>) => {
  let built: Promise<T> | undefined;
  return (): Promise<T> => {
    built ??= build().catch((error: unknown) => {
      built = undefined;
      throw error;
    });
    return built;
  };
};
