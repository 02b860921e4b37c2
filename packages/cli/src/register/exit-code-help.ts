export const exitCodeHelp = `
Exit codes:
  0    all well
  1    a stage failed, or verify found damage
  2    wrong use or wiring: nothing was run
  130  interrupted (Ctrl-C once: what runs finishes and is kept; twice: it is aborted)
`
