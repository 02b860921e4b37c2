export const exitCodeHelp = `
Exit codes:
  0    success
  1    a stage failed, or verify found damage
  2    wrong usage or wiring: nothing was run
  130  interrupted (Ctrl-C once: running steps finish and are saved; twice: they are aborted)
`
