const { PATH = "", NODE_COMPILE_CACHE } = process.env;

/** What a command that a test starts finds in its environment, beside what the test says: nothing of whoever runs the tests. */
export const commandEnvironment: Readonly<Record<string, string>> = {
  PATH,
  // Compiled once for all tests: most of a short command's time.
  ...(NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE }),
};
