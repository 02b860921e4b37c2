/**
 * Loads a library when a cacher is first used.
 *
 * @throws Error with the command that installs it, where it is not there
 */
export const loadLibrary = async <Library>(
  cacher: string,
  packages: readonly string[],
  load: () => Promise<Library>,
): Promise<Library> => {
  try {
    return await load()
  } catch (error) {
    const { code } = error as { readonly code?: unknown }
    if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') throw error
    throw new Error(`${cacher} needs ${packages.join(' and ')}: npm install ${packages.join(' ')}`, {
      cause: error,
    })
  }
}
