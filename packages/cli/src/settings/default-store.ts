/** Where results are kept unless a store is named: below the working directory, as the library has it. */
export const defaultStore = '.stagewright'
