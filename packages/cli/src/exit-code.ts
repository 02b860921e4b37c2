/** How the command ends. */
export const exitCodes = { well: 0, failed: 1, wrongUse: 2, interrupted: 130 } as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]
