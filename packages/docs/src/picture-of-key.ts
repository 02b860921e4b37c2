/** What a key is made of. */
export const dotOfKey: string = `digraph key {
  rankdir=LR
  node [shape=box, style="rounded,filled", fillcolor="#e6e6e6"]
  code [label="code of the stage,\\nand its name"]
  inputs [label="names and digests\\nof the inputs"]
  reads [label="what the function read,\\nand what it saw"]
  base [label="base", fillcolor="#f9e2bd"]
  key [label="key", fillcolor="#f6c177"]
  trace [label="trace:\\ndigests of the outputs", fillcolor="#b7d7a8"]
  code -> base
  inputs -> base
  base -> key
  reads -> key
  key -> trace
}
`
